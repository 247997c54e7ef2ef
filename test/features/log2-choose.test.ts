import { expect, test } from 'vitest';
import { log2Choose } from '../../src/features/log2-choose.ts';

test('it is the logarithm of the binomial coefficient', () => {
  expect(log2Choose(256, 2)).toBeCloseTo(Math.log2(32_640), 9);
  expect(log2Choose(10, 7)).toBeCloseTo(Math.log2(120), 9);
  expect(log2Choose(12, 0)).toBe(0);
  expect(log2Choose(12, 12)).toBe(0);
});
