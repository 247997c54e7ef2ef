import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { measureBytes } from '../../src/features/uniformity.ts';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import { areOpenTogether, formatTogether } from '../../src/models/sibling-doubt.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { report } from '../support/short-sealed-flows.ts';

const random = randomNumbers(41);
const flow = (...parts: Uint8Array[]): SampledMessage[] => {
  const bytes = Buffer.concat(parts);
  return [{ fromOriginator: 1, wireBytes: bytes.length, bytes }];
};
const flows = (count: number, make: (i: number) => Uint8Array) =>
  Array.from({ length: count }, (_, i) => flow(Uint8Array.of(5, 5, 0, i), make(i)));
/** Bell-shaped values, which a few of pass tests of randomness. */
const readings = () =>
  Uint8Array.from({ length: 48 }, () => 128 + Math.round((random() + random() + random() + random() - 2) * 64));

test('many readings are open together, whatever each looked like', () => {
  const some = flows(12, readings);
  expect(areOpenTogether(some, some)).toBe(true);
});

test('few are open where most of the flows around them are', () => {
  const all = flows(40, readings);
  expect(areOpenTogether(all.slice(0, 2), all)).toBe(true);
  expect(areOpenTogether(all.slice(0, 2), all.slice(0, 3))).toBe(false);
});

test('ciphertext among them stays what it is, behind a header that differs too', () => {
  const sealed = flows(12, () => randomBytes(48, random));
  expect(areOpenTogether(sealed, [...sealed, ...flows(40, readings)])).toBe(false);
  const ragged = Array.from({ length: 12 }, (_, i) => flow(Buffer.alloc(2 + 3 * (i % 4), 7), randomBytes(60, random)));
  expect(areOpenTogether(ragged, ragged)).toBe(false);
});

test('a chain of hashes is open, though each message looks like a hash and a signature', () => {
  let before = randomBytes(32, random);
  const blocks = flows(8, () => {
    const own = randomBytes(32, random);
    const block = Buffer.concat([own, before, randomBytes(64, random)]);
    before = own;
    return block;
  });
  expect(areOpenTogether(blocks, blocks)).toBe(true);
  const answers = blocks.map(([message]): SampledMessage[] => [
    message as SampledMessage,
    { fromOriginator: 0, wireBytes: 36, bytes: randomBytes(36, random) },
  ]);
  expect(areOpenTogether(answers, answers)).toBe(true);
  // With the hashes taken away it is what it was.
  const sealed = flows(8, () => randomBytes(128, random));
  expect(areOpenTogether(sealed, sealed)).toBe(false);
});

test('few of a size of which most are open are open', () => {
  const all = flows(8, readings);
  expect(areOpenTogether(all.slice(0, 3), all)).toBe(true);
  const longer = flows(3, () => Buffer.concat([readings(), readings()]));
  expect(areOpenTogether(longer, [...longer, ...flows(5, readings)])).toBe(false);
});

test('those that were picked for looking uniform are open where as many more of their size are not, unless they are uniform together', () => {
  const leaning = () =>
    Buffer.concat([
      Uint8Array.from({ length: 72 }, () => 128 + Math.round((random() + random() - 1) * 116)),
      randomBytes(4, random),
    ]);
  const all = flows(60, leaning);
  const picked = all.filter(
    ([message]) => measureBytes((message as SampledMessage).bytes.subarray(4)).verdict === 'uniform',
  );
  expect(picked.length).toBeGreaterThan(7);
  expect(areOpenTogether(picked.slice(0, 8), all)).toBe(true);
  const sealed = flows(10, () => randomBytes(76, random));
  expect(areOpenTogether(sealed, [...sealed, ...all])).toBe(false);
});

test('long messages are judged behind the longest header, wherever they were cut', () => {
  const cut = (bytes: Uint8Array): SampledMessage[] => [{ fromOriginator: 1, wireBytes: 400, bytes }];
  const ragged = Array.from({ length: 12 }, (_, i) => Buffer.alloc(10 + 4 * i, 7));
  const sealed = ragged.map((header) => cut(Buffer.concat([header, randomBytes(192 - header.length, random)])));
  expect(areOpenTogether(sealed, sealed)).toBe(false);
  const open = ragged.map((header) =>
    cut(Buffer.concat([header, readings(), readings(), readings()]).subarray(0, 192)),
  );
  expect(areOpenTogether(open, open)).toBe(true);
});

test('what most of them decode to is named', () => {
  expect(formatTogether(flows(8, () => brotliCompressSync(report(random, 90))))).toBe('brotli');
  expect(formatTogether(flows(8, () => randomBytes(48, random)))).toBeUndefined();
});
