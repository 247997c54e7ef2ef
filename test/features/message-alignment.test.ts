import { expect, test } from 'vitest';
import { hasAlignedStructure } from '../../src/features/message-alignment.ts';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

function aligned(messages: readonly Uint8Array[]): boolean {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  return hasAlignedStructure(pool, Buffer.concat(messages));
}
const random = randomNumbers(5);
const several = (count: number, make: (i: number) => Uint8Array) => Array.from({ length: count }, (_, i) => make(i));

test('random messages of any sizes have none', () => {
  let found = 0;
  for (let i = 0; i < 300; i++) {
    const count = 4 + (i % 37);
    if (aligned(several(count, () => randomBytes(16 + Math.floor(random() * 80), random)))) found++;
  }
  expect(found).toBeLessThanOrEqual(1);
});

test('a position whose bits lean to one side, from the beginning or from the end, is found', () => {
  const body = (i: number) => randomBytes(24 + (i % 9), random);
  const leaning = () => Uint8Array.of(64 + Math.floor(random() * 64));
  expect(aligned(several(40, (i) => Buffer.concat([body(i), leaning()])))).toBe(true);
  expect(aligned(several(40, (i) => Buffer.concat([randomBytes(20, random), leaning(), body(i)])))).toBe(true);
});

test('bytes that go on from those of the message before are found, though all of them together are even', () => {
  const state = randomBytes(32, random);
  const walking = () => {
    for (let i = 0; i < state.length; i++) state[i] = (state[i] as number) + Math.floor(random() * 40);
    return state.slice();
  };
  expect(aligned(several(40, walking))).toBe(true);
});
