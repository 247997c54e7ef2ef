import { expect, test } from 'vitest';
import { isIdSize, oneIdOf, shareAnId } from '../../src/features/one-id.ts';
import type { Uniformity } from '../../src/features/uniformity.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const flow = (...sizes: number[]) => finishedFlow(sizes.map((size) => ({ from: 'orig', bytes: new Uint8Array(size) })));
const found = (more: Partial<Uniformity>): Uniformity => ({
  verdict: 'uniform',
  bytes: 128,
  skipped: 12,
  from: 0,
  to: 200,
  unit: 'message',
  openingMessages: 0,
  masked: false,
  entropyBits: 7,
  entropyZ: 0,
  chiSquareZ: 0,
  popcountZ: 0,
  ...more,
});

test('ids, hashes and codes have 16, 20 or 32 bytes, and a few of the header', () => {
  expect([16, 20, 22, 32, 36].every((bytes) => isIdSize(bytes))).toBe(true);
  expect([23, 31, 37, 64].some((bytes) => isIdSize(bytes))).toBe(false);
});

test('beside an id that all messages have, a code of 32 bytes and a number, or a signature, is no more than that', () => {
  expect([24, 40, 48, 52, 64, 68].every((bytes) => isIdSize(bytes, true))).toBe(true);
  expect([53, 63, 69, 128].some((bytes) => isIdSize(bytes, true))).toBe(false);
});

test('an id is eight bytes at one place of all messages, of which few are alike', () => {
  const random = randomNumbers(3);
  const id = randomBytes(8, random);
  const messages = (name: Uint8Array) =>
    Array.from({ length: 4 }, (_, i) => Buffer.concat([Uint8Array.of(1, i), name, randomBytes(40, random)]));
  expect(shareAnId(messages(id), 10)).toBe(true);
  expect(shareAnId(messages(id), 9)).toBe(false);
  expect(shareAnId(messages(id.subarray(0, 7)), 9)).toBe(false);
  expect(shareAnId(messages(Buffer.alloc(8, 4)), 10)).toBe(false);
  expect(shareAnId([...messages(id), randomBytes(50, random)], 10)).toBe(false);
  expect(shareAnId(messages(id).slice(1, 2), 10)).toBe(false);
});

test('a heartbeat with a code of 32 bytes behind the name of its device says as little', () => {
  const random = randomNumbers(4);
  const device = randomBytes(16, random);
  const beats = (name: () => Uint8Array) =>
    finishedFlow(
      Array.from({ length: 6 }, (_, i) => ({
        from: 'orig' as const,
        bytes: Buffer.concat([name(), Uint8Array.of(0, 0, 0, i), randomBytes(40, random)]),
      })),
    );
  expect(
    oneIdOf(
      beats(() => device),
      1,
      found({ skipped: 19 }),
    ),
  ).toBe(41);
  // Without a name that they share it may as well be ciphertext.
  expect(
    oneIdOf(
      beats(() => randomBytes(16, random)),
      1,
      found({ skipped: 19 }),
    ),
  ).toBeUndefined();
});

test('one in each message is found behind the header', () => {
  expect(oneIdOf(flow(44, 44, 44, 44), 1, found({}))).toBe(32);
  expect(oneIdOf(flow(300, 44, 44, 44), 1, found({ openingMessages: 1 }))).toBe(32);
});

test('messages of other sizes, without a header or in frames hold more than an id', () => {
  expect(oneIdOf(flow(44, 44, 44, 45), 1, found({}))).toBeUndefined();
  expect(oneIdOf(flow(44, 44, 44), 1, found({ skipped: 0 }))).toBeUndefined();
  expect(oneIdOf(flow(76, 76), 1, found({}))).toBeUndefined();
  expect(oneIdOf(flow(44, 44, 44), 1, found({ unit: 'frame' }))).toBeUndefined();
  expect(oneIdOf(flow(44, 44, 44), 1, found({ verdict: 'not_uniform' }))).toBeUndefined();
});
