import { expect, test } from 'vitest';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { hasSortedNumbers } from '../../src/features/sorted-numbers.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(74);

function areSorted(messages: readonly Uint8Array[], skip = 0): boolean {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  return hasSortedNumbers(pool, Buffer.concat(messages), skip);
}

const numbers = (count: number, bytes: number) =>
  Array.from({ length: count }, () => Buffer.from(randomBytes(bytes, random)));
const sorted = (count: number, bytes: number) => Buffer.concat(numbers(count, bytes).sort(Buffer.compare));

test.each([4, 8, 16, 20, 32])('numbers of %i bytes in ascending order are known, from fifteen on', (bytes) => {
  expect(areSorted([sorted(15, bytes)])).toBe(true);
  expect(areSorted([Buffer.concat([randomBytes(5, random), sorted(17, bytes), randomBytes(16, random)])])).toBe(true);
  expect(areSorted([Buffer.concat(numbers(15, bytes))])).toBe(false);
});

test('those whose highest byte is the last, and those of several messages', () => {
  const little = numbers(15, 8)
    .sort(Buffer.compare)
    .map((one) => one.reverse());
  expect(areSorted([Buffer.concat(little)])).toBe(true);
  const lists = () => [Buffer.concat([randomBytes(3, random), sorted(9, 8)]), sorted(9, 8), sorted(9, 8)];
  // Each begins at the same place.
  expect(areSorted(lists().slice(1))).toBe(true);
  expect(areSorted(lists().map((list, i) => (i === 0 ? list.subarray(3) : list)))).toBe(true);
});

test('two that change places end the order', () => {
  const ordered = numbers(15, 8).sort(Buffer.compare);
  const swapped = ordered.map((one, i) => ordered[i ^ 1] ?? one);
  expect(areSorted([Buffer.concat(swapped)])).toBe(false);
});

test('random bytes in messages of any sizes are in no order', () => {
  for (let i = 0; i < 300; i++) {
    const messages = Array.from({ length: 1 + (i % 9) }, () => randomBytes(30 + Math.floor(random() * 300), random));
    expect(areSorted(messages, i % 5)).toBe(false);
  }
  expect(areSorted([randomBytes(2048, random)], 0)).toBe(false);
  expect(areSorted([], 0)).toBe(false);
  expect(areSorted([randomBytes(3, random)], 16)).toBe(false);
});
