import { expect, it } from 'vitest';
import { LogSum, logGamma } from '../../src/models/log-sum.ts';

it('sums what no number could hold', () => {
  const sum = new LogSum();
  sum.add(-2000, 1);
  sum.add(-2000, 2);
  expect(sum.value()).toBeCloseTo(-2000 + Math.log(3), 10);
  sum.add(3000, 0.5);
  sum.add(Number.NEGATIVE_INFINITY, 1);
  expect(sum.value()).toBeCloseTo(3000 + Math.log(0.5), 10);
});

it('is −∞ when empty, and after clearing', () => {
  const sum = new LogSum();
  expect(sum.value()).toBe(Number.NEGATIVE_INFINITY);
  sum.add(5, 1);
  sum.clear();
  expect(sum.value()).toBe(Number.NEGATIVE_INFINITY);
});

it('the gamma function of whole numbers, halves and large ones', () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
  expect(logGamma(1)).toBe(0);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 9);
  expect(logGamma(600) - logGamma(599)).toBeCloseTo(Math.log(599), 9);
  expect(logGamma(512) - logGamma(511)).toBeCloseTo(Math.log(511), 9);
});
