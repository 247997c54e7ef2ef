import { expect, test } from 'vitest';
import { isIdSize, oneIdOf } from '../../src/features/one-id.ts';
import type { Uniformity } from '../../src/features/uniformity.ts';
import { finishedFlow } from '../support/finished-flow.ts';

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
  expect([16, 20, 22, 32, 36].every(isIdSize)).toBe(true);
  expect([23, 31, 37, 64].some(isIdSize)).toBe(false);
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
