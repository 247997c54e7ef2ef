import { expect, it } from 'vitest';
import { roughCombRatio } from '../../src/models/comb-ratio.ts';
import { COMB_MISSING, LOG_STEPS } from '../../src/models/comb-tables.ts';
import { IrregularModel } from '../../src/models/irregular-model.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

function ratio(intervals: readonly number[], period: number, shape = 2) {
  const steps = Int32Array.from(intervals, (value) => Math.round(Math.log(value) * LOG_STEPS));
  const model = new IrregularModel();
  model.fit(steps, steps.length);
  const inverse = new Float64Array(steps.length);
  model.writeInverse(steps, steps.length, inverse);
  const at = Math.round(Math.log(period) * LOG_STEPS);
  return roughCombRatio(steps, inverse, steps.length, at, shape * COMB_MISSING.length + 1, model);
}

const { around, exponential } = drawFrom(21);

it('is high at the period of a beacon and low elsewhere', () => {
  for (const count of [30, 60]) {
    const intervals = repeated(count, () => 60 * around(0.05));
    expect(ratio(intervals, 60)).toBeGreaterThan(40);
    expect(ratio(intervals, 41)).toBeLessThan(0);
  }
});

it('is below zero for irregular intervals', () => {
  const intervals = repeated(60, () => 60 * exponential() + 1);
  for (const period of [20, 40, 60, 90]) expect(ratio(intervals, period)).toBeLessThan(2);
});

it('a long silence neither helps nor harms', () => {
  const intervals = repeated(20, () => 60 * around(0.05));
  const without = ratio(intervals, 60);
  expect(Math.abs(ratio([...intervals, 20_000], 60) - without)).toBeLessThan(without / 3);
});

it('no ratio overflows, however narrow and many', () => {
  for (const count of [20, 5000]) {
    expect(
      Number.isFinite(
        ratio(
          repeated(count, () => 60),
          60,
          0,
        ),
      ),
    ).toBe(true);
  }
});
