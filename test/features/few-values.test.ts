import { expect, test } from 'vitest';
import { addValue, clearValues, fewValueBits } from '../../src/features/few-values.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(71);

function bitsOf(values: Iterable<number>, minShare = 0, fixedBits = 0): number {
  clearValues();
  for (const value of values) addValue(value);
  return fewValueBits(minShare, fixedBits);
}

test('one and two values are as unlikely as they are', () => {
  // 256 values to choose from, and then each of ten is it.
  expect(bitsOf(Array.from({ length: 10 }, () => 7))).toBeCloseTo(80 - 8, 9);
  const two = bitsOf([2, 3, 2, 2, 3, 3, 2, 3, 2, 3]);
  expect(two).toBeCloseTo(70 - Math.log2(32_640), 9);
  // Of bytes whose first bit was taken away there are half as many.
  expect(bitsOf([2, 3, 2, 2, 3, 3, 2, 3, 2, 3], 0, 1)).toBeCloseTo(two - 10, 9);
});

test('some that are none of the few cost what they could be anywhere', () => {
  const all = bitsOf(Array.from({ length: 12 }, () => 7));
  const most = bitsOf([...Array.from({ length: 12 }, () => 7), 9, 200]);
  expect(most).toBeLessThan(all);
  expect(most).toBeGreaterThan(all - 8);
  expect(bitsOf([...Array.from({ length: 6 }, () => 7), ...Array.from({ length: 24 }, (_, i) => 100 + i)], 0.6)).toBe(
    0,
  );
});

test('random bytes are never this surprising', () => {
  let most = 0;
  for (let i = 0; i < 4000; i++) most = Math.max(most, bitsOf(randomBytes(2 + (i % 60), random)));
  expect(most).toBeLessThan(16);
});
