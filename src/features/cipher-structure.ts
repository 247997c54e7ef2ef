// What a cipher leaves in sizes and places although its bytes are uniform: repeated blocks (ECB), the rest of message bodies modulo 16 (IV,
// nonce and tag), cells of one size, pieces as long as an RSA modulus. Only in flows of no recognised protocol that are not text.

import { type FinishedFlow, MEASURED_BYTES, MESSAGE_LOG_CAP } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { blockBits } from './block-multiples.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import type { LengthPrefix } from './length-prefix.ts';
import { sortFirst } from './order-statistics.ts';
import { type BlockSpan, findRepeatedBlocks } from './repeated-blocks.ts';
import { findRsaUnits } from './rsa-units.ts';

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'cipher.repeated_blocks',
    unit: 'count',
    summary:
      'Blocks of 16 bytes (else of 8) in the first 2048 bytes of the {side}, aligned to the beginning or the end of their message, that were there before at another place; constant ones are no blocks. Absent, with the rest of the family, in recognised protocols and text.',
    source: 'NIST SP 800-38A §6.1 (ECB)',
    validFor: 'stream',
  },
  {
    name: 'cipher.repeat_bits',
    unit: 'bits',
    summary:
      '8·B − log2(N(N − 1) / 2) − 2 for N blocks of B bytes of the {side} of which one repeats: −log2 of the chance that random bytes do; absent where none repeats.',
    validFor: 'stream',
  },
  {
    name: 'cipher.body_rest16',
    unit: 'bytes',
    summary:
      'The rest modulo 16 that all distinct body sizes (message less its framing header, three or more) of the {side} leave: 0 for a 16-byte IV or tag, 12 for a 12-byte nonce and a tag, 8 for 24 and a tag; absent where they differ.',
    source: 'RFC 5652 §6.3, NIST SP 800-38D §8.2.1, RFC 8439 §2.8',
    validFor: 'stream',
  },
  {
    name: 'cipher.cell_bytes',
    unit: 'bytes',
    summary:
      'Greatest common divisor g of three or more distinct message sizes of the {side}, where it lies in 64 … 1024: cells of one size.',
    source: 'Tor specification, “Cell packet format”',
    validFor: 'stream',
  },
  {
    name: 'cipher.cell_bits',
    unit: 'bits',
    summary:
      '(u − 1)·log2 g + log2(u − 1) for u distinct sizes of the {side}: −log2 of the chance that all are multiples of one number of g or more.',
    validFor: 'stream',
  },
  {
    name: 'cipher.rsa_units',
    unit: 'count',
    summary:
      'Bodies of the {side} of 128, 256, 384 or 512 bytes, or with a length field of that value in their first 16 bytes and as many bytes behind it; of the first size that is met, in the first 32 messages.',
    source: 'RFC 8017 §7',
    validFor: 'stream',
  },
  { name: 'cipher.rsa_unit_bytes', unit: 'bytes', summary: 'Their size, of the {side}.', validFor: 'stream' },
  {
    name: 'cipher.rsa_leading_max',
    unit: '',
    summary:
      'Largest first two bytes of them, big-endian, of the {side}: no ciphertext is larger than its modulus, so over many they stop below 65535.',
    source: 'RFC 8017 §5.1.1',
    validFor: 'stream',
  },
  { name: 'cipher.rsa_leading_mean', unit: '', summary: 'Mean of the same, of the {side}.', validFor: 'stream' },
];

const TEXT_SHARE = 0.9;
/** Sealed bytes have no byte this often; one block alone, repeated, has each of its bytes in a sixteenth. */
const MAX_ZERO_SHARE = 1 / 6;
const MIN_BYTES = 48;
const MIN_BODY_BYTES = 16;
const MIN_DISTINCT = 3;
const CELL_MIN_BYTES = 64;
const CELL_MAX_BYTES = 1024;

const bodySizes = new Float64Array(MESSAGE_LOG_CAP);

export const cipherStructure: FeatureFamily = {
  id: 'cipher',
  features: bothDirections(MEASURES),
  measure(flow: FinishedFlow, row: FeatureRow, at: number, _vectorAt: number, facts?: ServiceFacts): void {
    row.numbers.fill(Number.NaN, at, at + 2 * MEASURES.length);
    row.origRepeats = undefined;
    row.respRepeats = undefined;
    row.origRsa = undefined;
    row.respRsa = undefined;
    if (facts !== undefined) return;
    measureSide(flow, 1, row, at);
    measureSide(flow, 0, row, at + MEASURES.length);
  },
};

function measureSide(flow: FinishedFlow, fromOriginator: 0 | 1, row: FeatureRow, at: number): void {
  const isOrig = fromOriginator === 1;
  const { prefix } = isOrig ? flow.orig : flow.resp;
  const { bytes, counts, printable } = isOrig ? row.origBytes : row.respBytes;
  if (bytes < MIN_BYTES || printable > TEXT_SHARE * bytes || counts[0] > MAX_ZERO_SHARE * bytes) return;
  const { numbers } = row;
  const framing = isOrig ? row.origFraming : row.respFraming;
  const header = framing.bits > 0 ? framing.offset + Math.max(1, framing.width) : 0;
  const spans = spansOf(flow, fromOriginator, prefix.length, header);

  const repeats = findRepeatedBlocks(prefix, spans);
  numbers[at] = repeats?.repeats ?? 0;
  if (repeats !== undefined) numbers[at + 1] = repeats.chanceBits;
  const rsa = findRsaUnits(prefix, spans);
  if (rsa !== undefined) {
    numbers[at + 5] = rsa.units;
    numbers[at + 6] = rsa.unitBytes;
    numbers[at + 7] = rsa.leadingMax;
    numbers[at + 8] = rsa.leadingMean;
  }
  if (isOrig) {
    row.origRepeats = repeats;
    row.origRsa = rsa;
  } else {
    row.respRepeats = repeats;
    row.respRsa = rsa;
  }
  measureSizes(flow, fromOriginator, framing, header, numbers, at);
}

/** Bodies of the messages that the first 2048 bytes hold the beginning of. */
function spansOf(flow: FinishedFlow, fromOriginator: number, prefixBytes: number, header: number): BlockSpan[] {
  const log = flow.messages;
  const whole = Math.min(prefixBytes, MEASURED_BYTES);
  const spans: BlockSpan[] = [];
  for (let i = 0; i < log.count; i++) {
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] <= header) continue;
    const start = log.prefixOffset[i];
    if (start >= whole) break;
    spans.push({ start: start + header, end: Math.min(prefixBytes, start + log.bytes[i]) });
  }
  return spans;
}

function measureSizes(
  flow: FinishedFlow,
  fromOriginator: number,
  framing: LengthPrefix,
  header: number,
  numbers: Float64Array,
  at: number,
): void {
  const log = flow.messages;
  let count = 0;
  for (let i = 0; i < log.count && count < MESSAGE_LOG_CAP; i++) {
    if (log.fromOriginator[i] === fromOriginator && log.bytes[i] > header) bodySizes[count++] = log.bytes[i];
  }
  if (count < MIN_DISTINCT) return;
  sortFirst(bodySizes, count);
  let distinct = 0;
  let divisor = 0;
  for (let i = 0; i < count; i++) {
    if (distinct > 0 && bodySizes[i] === bodySizes[distinct - 1]) continue;
    bodySizes[distinct++] = bodySizes[i];
    divisor = commonDivisor(bodySizes[i], divisor);
  }
  if (distinct < MIN_DISTINCT) return;
  if (divisor >= CELL_MIN_BYTES && divisor <= CELL_MAX_BYTES) {
    numbers[at + 3] = divisor;
    numbers[at + 4] = (distinct - 1) * Math.log2(divisor) + Math.log2(distinct - 1);
  }
  // A varint header has no one size.
  if (framing.bits > 0 && framing.width === 0) return;
  if (bodySizes[0] - header < MIN_BODY_BYTES || !(blockBits(bodySizes, distinct, 16) > 0)) return;
  numbers[at + 2] = (bodySizes[0] - header) % 16;
}

function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}
