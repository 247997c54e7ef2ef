import { expect, test } from 'vitest';
import type { SentMessage } from '../support/finished-flow.ts';
import { type JudgedFlow, judgedChannel } from '../support/judged-channel.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { CLEAR_BODIES, clearFlows } from '../support/short-clear-flows.ts';
import { CIPHERS, drawLayout, drawShape, report, seal, shortFlows, TAKEN_AWAY } from '../support/short-sealed-flows.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const isCiphertext = ({ together }: JudgedFlow) => together.class === 'custom';
const wasCiphertext = ({ alone }: JudgedFlow) => alone.class === 'custom';
/** Thirty flows of one datagram each, behind a header of several fields. */
const sealed = (seed: number, cipher: (typeof CIPHERS)[number]) =>
  drawShape(seed, {
    flows: 30,
    plain: [14, 50],
    rounds: [1, 1],
    layout: drawLayout(randomNumbers(seed + 100), cipher),
  });

test.each(CIPHERS)('datagrams under %s, one a flow, are ciphertext together', (cipher) => {
  for (const seed of SEEDS) {
    const judged = judgedChannel(shortFlows(sealed(seed, cipher)));
    expect(judged.filter(isCiphertext).length, `seed ${seed}`).toBe(judged.length);
  }
});

test('a flow that could not be judged alone says with which others it was judged, and what was measured', () => {
  const judged = judgedChannel(shortFlows(sealed(3, 'aes-256-ctr')));
  const at = judged.findIndex(({ alone }) => alone.class === 'unknown');
  expect(at).toBeGreaterThanOrEqual(0);
  const { confidence, reasons } = (judged[at] as JudgedFlow).together;
  expect(confidence).toBe(0.75);
  expect(reasons[0]).toMatch(/^with 29 other flows to the same address and port \(frames \d+, \d+, \d+, …\)$/);
  expect(reasons[1]).toMatch(
    /^originators: \d{3,} bytes of 30 different messages \(\d+ skipped in each message.*\) are uniform together: /,
  );
});

test.each(Object.keys(TAKEN_AWAY))('without the cipher, %s in its place, nothing is left', (kind) => {
  for (const seed of SEEDS) {
    const { shape, draw } = sealed(seed, 'aes-128-gcm');
    const judged = judgedChannel(
      shortFlows({ shape: { ...shape, body: TAKEN_AWAY[kind] as typeof shape.body }, draw }),
    );
    expect(judged.filter(isCiphertext).length, `seed ${seed}`).toBe(0);
  }
});

test.each(Object.keys(CLEAR_BODIES).filter((kind) => kind !== 'crowd'))('%s makes no flow ciphertext', (kind) => {
  for (const seed of SEEDS) {
    const judged = judgedChannel(clearFlows(kind, seed));
    const made = judged.filter((flow) => isCiphertext(flow) && !wasCiphertext(flow));
    expect(made.length, `seed ${seed}`).toBe(0);
  }
});

test.each(['deflate', 'gzip', 'brotli'])(
  'short messages under %s that looked uniform alone are compressed together',
  (kind) => {
    let looked = 0;
    for (const seed of SEEDS) {
      const judged = judgedChannel(clearFlows(kind, seed));
      looked += judged.filter(wasCiphertext).length;
      expect(judged.filter(isCiphertext).length, `seed ${seed}`).toBe(0);
    }
    if (kind !== 'gzip') expect(looked).toBeGreaterThan(20);
  },
);

test('flows that are not like the others keep what they are', () => {
  const flows = shortFlows(sealed(5, 'aes-128-gcm'));
  const other = Buffer.concat([Buffer.alloc(12, 9), Buffer.alloc(30, 17)]);
  const judged = judgedChannel([...flows, [{ from: 'orig', bytes: other }]]);
  expect(judged.at(-1)?.together).toEqual(judged.at(-1)?.alone);
  expect(judged.slice(0, -1).every(isCiphertext)).toBe(true);
});

test('beside text to the same address and port nothing is said', () => {
  const flows = shortFlows(sealed(2, 'aes-256-ctr'));
  const text = Buffer.from('{"state":"idle","battery":81,"at":1790000000}');
  const judged = judgedChannel([...flows, [{ from: 'orig', bytes: text }]]);
  const made = judged.filter((flow) => isCiphertext(flow) && !wasCiphertext(flow));
  expect(made).toEqual([]);
});

test('a long flow that only one kind of its messages shows speaks for short ones, and is not outvoted by how it opens', () => {
  const draw = randomNumbers(17);
  const key = randomBytes(32, draw);
  const said = (from: 'orig' | 'resp', bytes: Uint8Array): SentMessage => ({ from, bytes });
  const body = (bytes: number) =>
    Buffer.concat([Uint8Array.of(0xd2), seal('aes-256-ctr', key, draw, report(draw, bytes))]);
  const long = [
    said('resp', report(draw, 300)),
    ...Array.from({ length: 14 }, (_, i) => said(i % 2 === 0 ? 'orig' : 'resp', body(80))),
  ];
  const short = Array.from({ length: 3 }, () => [said('orig', body(45))]);
  const judged = judgedChannel([long, ...short]);
  expect(judged[0]?.alone.reasons.join(' ')).toContain('behind 1 clear messages');
  expect(judged.map(({ alone }) => alone.class)).toEqual(['custom', 'unknown', 'unknown', 'unknown']);
  expect(judged.every(isCiphertext)).toBe(true);
  // With openings that are open together, too.
  const opened = () => [
    said('orig', report(draw, 120)),
    said('orig', report(draw, 120)),
    said('orig', report(draw, 120)),
  ];
  const many = Array.from({ length: 4 }, () => [
    ...opened(),
    ...Array.from({ length: 8 }, () => said('orig', body(80))),
  ]);
  expect(judgedChannel(many).every((flow) => wasCiphertext(flow) && isCiphertext(flow))).toBe(true);
});

test('lists of hashes that looked uniform alone are none together, ciphertext of their lengths is', () => {
  const draw = randomNumbers(23);
  const flows = (first: (hashes: number) => number) =>
    Array.from({ length: 10 }, (_, i) => {
      const hashes = 2 + (i % 4);
      const bytes = Buffer.concat([Uint8Array.of(0xd2, 7, first(hashes)), randomBytes(32 * hashes, draw)]);
      return [{ from: 'orig' as const, bytes }];
    });
  const lists = judgedChannel(flows((hashes) => hashes));
  expect(lists.filter(wasCiphertext).length).toBeGreaterThan(7);
  expect(lists.filter(isCiphertext)).toEqual([]);
  expect(lists[0]?.together.reasons.join(' ')).toContain('a field counts records of 32 bytes');
  const sealed = judgedChannel(flows(() => Math.floor(draw() * 256)));
  expect(sealed.filter(isCiphertext).length).toBe(10);
});

test('a flow of one heartbeat with a code is ciphertext no longer where the others show the name of its device', () => {
  const draw = randomNumbers(29);
  const beats = (device: () => Uint8Array) =>
    Array.from({ length: 8 }, (_, i) => [
      { from: 'orig' as const, bytes: Buffer.concat([device(), Uint8Array.of(0, 0, 1, i), randomBytes(40, draw)]) },
    ]);
  const name = randomBytes(16, draw);
  const named = judgedChannel(beats(() => name));
  expect(named.some(wasCiphertext)).toBe(true);
  expect(new Set(named.map(({ together }) => together.class))).toEqual(new Set(['unknown']));
  const nameless = judgedChannel(beats(() => randomBytes(16, draw)));
  expect(nameless.every(isCiphertext)).toBe(true);
});

test('positions of which some looked uniform alone are those of the others', () => {
  const draw = randomNumbers(31);
  const high = randomBytes(160, draw);
  const flows = Array.from({ length: 4 }, () => [
    {
      from: 'orig' as const,
      bytes: Buffer.concat([
        Uint8Array.of(0xd2, 7),
        high.map((byte, i) => (i % 4 < 2 ? byte : Math.floor(draw() * 256))),
      ]),
    },
  ]);
  const judged = judgedChannel(flows);
  expect(judged.filter(wasCiphertext).length).toBe(4);
  expect(judged.filter(isCiphertext)).toEqual([]);
});
