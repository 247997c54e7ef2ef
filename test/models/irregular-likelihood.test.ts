import { expect, it } from 'vitest';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { irregularLogLikelihood } from '../../src/models/irregular-likelihood.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { around, exponential, normal, random } = drawFrom(34);

function likelihood(intervals: readonly number[], least = 0) {
  const steps = Int32Array.from(intervals, (value) => Math.round(Math.log(value) * LOG_STEPS));
  return irregularLogLikelihood(steps, steps.length, least);
}

it('is at least what the exponential law alone gives, whose value is known', () => {
  const intervals = repeated(10, () => 1 + exponential());
  const logs = intervals.reduce((sum, value) => sum + Math.log(value), 0);
  const sum = intervals.reduce((all, value) => all + value, 0);
  // Scale integrated out: Γ(10) / sum¹⁰, per unit of the logarithms.
  const known = Math.log(362_880) - 10 * Math.log(sum) + logs;
  expect(likelihood(intervals)).toBeGreaterThan(known - 0.1);
});

it('does not depend on the unit', () => {
  const intervals = repeated(20, () => 0.1 + exponential());
  const scaled = intervals.map((value) => value * 1e6);
  expect(likelihood(scaled, 1e5) - likelihood(intervals, 0.1)).toBeCloseTo(0, 0);
});

it('irregular intervals are likelier than those of a beacon, a nat each at least', () => {
  const beacon = likelihood(repeated(30, () => 60 * around(0.1)));
  // A comb as wide as the jitter has a density of 5 per unit of the logarithm.
  expect(beacon / 30).toBeLessThan(Math.log(5) - 1);
});

it('a rate that changes is likelier than a beacon would make it', () => {
  const day = repeated(400, (i) => (i < 200 ? 10 : 100) * exponential() + 0.01);
  const mixed = [...day].sort(() => random() - 0.5);
  expect(likelihood(day)).toBeGreaterThan(likelihood(mixed));
});

it('one interval, equal ones and extreme ones have a finite likelihood', () => {
  for (const intervals of [[1], [5, 5, 5, 5], [1e-6, 1e12], repeated(300, () => Math.exp(3 * normal()))]) {
    expect(Number.isFinite(likelihood(intervals))).toBe(true);
    expect(Number.isFinite(likelihood(intervals, intervals[0]))).toBe(true);
  }
});
