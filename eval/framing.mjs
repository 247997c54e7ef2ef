// How often a length prefix is declared where there is none, and how often the right one where there is: drawn flows, framed in every way.

import { createCipheriv, randomBytes, randomInt } from 'node:crypto';
import { markdownTable, percent } from './markdown-table.mjs';
import { messageFlow } from './message-flow.mjs';
import { proportion, wilsonUpper } from './proportion.mjs';

const FRAMED_FLOWS = 200;
/** Turns of a flow, and bodies as apps send them. */
const MIN_TURNS = 4;
const MAX_TURNS = 12;
const BODY_BYTES = [16, 700];

/** Name, header in front of a body, and the prefix that must be found: offset, width (0 for a varint), little-endian, added. */
const FRAMINGS = [
  ['u16 big-endian', (n) => unsigned(n, 2), [0, 2, 0, 2]],
  ['u16 little-endian', (n) => unsigned(n, 2, true), [0, 2, 1, 2]],
  ['u16 big-endian that counts itself', (n) => unsigned(n + 2, 2), [0, 2, 0, 0]],
  ['u24 big-endian', (n) => unsigned(n, 3), [0, 3, 0, 3]],
  ['u32 big-endian', (n) => unsigned(n, 4), [0, 4, 0, 4]],
  ['u32 little-endian', (n) => unsigned(n, 4, true), [0, 4, 1, 4]],
  ['varint', (n) => varint(n), [0, 0, 0, 0]],
  ['type byte and u16', (n) => Buffer.concat([Buffer.of(1 + (n & 3)), unsigned(n, 2)]), [1, 2, 0, 3]],
  ['magic of four bytes and u32', (n) => Buffer.concat([Buffer.from('CAFE'), unsigned(n, 4)]), [4, 4, 0, 8]],
  ['u16, then a sequence number of four', (n, i) => Buffer.concat([unsigned(n, 2), unsigned(i, 4)]), [0, 2, 0, 6]],
];

export async function evaluateFraming({ flows }) {
  const { createFeatureRow, featureIndex, measureFlow } = await import('../dist/features/feature-registry.js');
  const row = createFeatureRow();
  const found = (flow, side) => {
    const names = ['prefix_offset', 'prefix_width', 'little_endian', 'added_bytes'];
    measureFlow(flow, row);
    if (Number.isNaN(row.numbers[featureIndex(`framing.bits.${side}`)])) return undefined;
    return names.map((name) => row.numbers[featureIndex(`framing.${name}.${side}`)]);
  };
  let declared = 0;
  for (let i = 0; i < flows; i++) if (found(messageFlow(turns(() => body())), 'orig') !== undefined) declared++;

  const framed = FRAMINGS.map(([name, header, wanted]) => {
    let right = 0;
    let other = 0;
    for (let i = 0; i < FRAMED_FLOWS; i++) {
      let sequence = 0;
      const frame = () => {
        const bytes = body();
        return Buffer.concat([header(bytes.length, sequence++), bytes]);
      };
      // Some messages hold several frames, as programs that write fast send them.
      const message = () => Buffer.concat(Array.from({ length: randomInt(1, 3) }, frame));
      const prefix = found(messageFlow(turns(message)), 'orig');
      if (prefix === undefined) continue;
      if (isSame(prefix, wanted)) right++;
      else other++;
    }
    return { name, right: proportion(right, FRAMED_FLOWS), other_prefix: other };
  });
  const rights = framed.reduce((sum, { right }) => sum + right.count, 0);
  const results = {
    random_flows: { declared, of: flows, at_most: Number(wilsonUpper(declared, flows).toPrecision(2)) },
    framed: { right: proportion(rights, FRAMED_FLOWS * FRAMINGS.length), by_framing: framed },
  };
  return { results, markdown: report(results) };
}

/** A wider field whose upper bytes are zero, or a narrower one that leaves them to the header, cuts the same frames. */
function isSame([offset, width, little, added], [wantedOffset, wantedWidth, wantedLittle, wantedAdded]) {
  if (width === 0 || wantedWidth === 0) return width === wantedWidth && offset === wantedOffset;
  const low = (at, bytes, isLittle) => (isLittle ? at : at + bytes - 1);
  const isOneByte = width === 1 || wantedWidth === 1;
  return (
    added === wantedAdded &&
    low(offset, width, little === 1) === low(wantedOffset, wantedWidth, wantedLittle === 1) &&
    (isOneByte || little === wantedLittle)
  );
}

function turns(message) {
  const count = randomInt(MIN_TURNS, MAX_TURNS + 1);
  return Array.from({ length: 2 * count }, (_, i) => [1 - (i % 2), message()]);
}

/** AES-CTR over zeros: ciphertext of any length. */
function body() {
  const length = randomInt(...BODY_BYTES);
  return createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16)).update(Buffer.alloc(length));
}

function unsigned(value, width, littleEndian = false) {
  const bytes = Buffer.alloc(width);
  if (littleEndian) bytes.writeUIntLE(value, 0, width);
  else bytes.writeUIntBE(value, 0, width);
  return bytes;
}

function varint(value) {
  return value < 128 ? Buffer.of(value) : Buffer.of((value & 127) | 128, value >> 7);
}

function report({ random_flows: random, framed }) {
  const { declared, of, at_most: atMost } = random;
  return [
    '## Framing',
    `Of ${of} flows of unframed ciphertext, ${declared} were said to be framed (share ≤ ${atMost}, one-sided 95 % Wilson bound).`,
    markdownTable(
      ['framing', 'right prefix', 'another prefix'],
      framed.by_framing.map(({ name, right, other_prefix: other }) => [name, `${right.count} of ${right.of}`, other]),
    ),
    `All: ${framed.right.count} of ${framed.right.of}, ${percent(framed.right.share)} (≥ ${percent(framed.right.at_least)}).`,
  ].join('\n\n');
}
