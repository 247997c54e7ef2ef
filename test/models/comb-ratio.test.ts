import { expect, it } from 'vitest';
import { combRatio, roughCombRatio } from '../../src/models/comb-ratio.ts';
import { COMB_MISSING, LOG_STEPS } from '../../src/models/comb-tables.ts';
import { IrregularModel } from '../../src/models/irregular-model.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

function ratios(intervals: readonly number[], period: number, shape = 2) {
  const steps = Int32Array.from(intervals, (value) => Math.round(Math.log(value) * LOG_STEPS));
  const model = new IrregularModel();
  model.fit(steps, steps.length);
  const inverse = new Float64Array(steps.length);
  model.writeInverse(steps, steps.length, inverse);
  const at = Math.round(Math.log(period) * LOG_STEPS);
  const comb = shape * COMB_MISSING.length + 1;
  return [combRatio, roughCombRatio].map((ratio) => ratio(steps, inverse, steps.length, at, comb, model));
}

const { around, exponential } = drawFrom(21);

it('is high at the period of a beacon and low elsewhere', () => {
  const intervals = repeated(30, () => 60 * around(0.05));
  for (const ratio of ratios(intervals, 60)) expect(ratio).toBeGreaterThan(40);
  for (const ratio of ratios(intervals, 41)) expect(ratio).toBeLessThan(0);
});

it('is below zero for irregular intervals', () => {
  const intervals = repeated(60, () => 60 * exponential() + 1);
  for (const period of [20, 40, 60, 90]) for (const ratio of ratios(intervals, period)) expect(ratio).toBeLessThan(2);
});

it('a long silence neither helps nor harms', () => {
  const intervals = repeated(20, () => 60 * around(0.05));
  const [without] = ratios(intervals, 60) as [number, number];
  const [asleep] = ratios([...intervals, 20_000], 60) as [number, number];
  expect(Math.abs(asleep - without)).toBeLessThan(without / 3);
});

it('no ratio overflows, however narrow and many', () => {
  for (const ratio of ratios(
    repeated(5000, () => 60),
    60,
    0,
  ))
    expect(Number.isFinite(ratio)).toBe(true);
});
