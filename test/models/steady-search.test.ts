import { expect, it } from 'vitest';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { searchSteady } from '../../src/models/steady-search.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { around, exponential, normal, random } = drawFrom(32);
const periodOf = (step: number) => Math.exp(step / LOG_STEPS);

function search(intervals: readonly number[]) {
  return { ...searchSteady(Float64Array.from(intervals), intervals.length, 1e-3) };
}

it('five turns of a beacon with a tenth of jitter tell it from chance, four do not need to', () => {
  const ratios = repeated(40, () => search(repeated(5, () => 60 * around(0.1))).ratio);
  expect(ratios.filter((ratio) => ratio > 1).length).toBeGreaterThan(28);
});

it('finds the period over jitter, skipped turns and sleep, in whatever unit', () => {
  for (const unit of [1, 1e6]) {
    const intervals = repeated(30, (i) => unit * (i % 12 === 11 ? 700 : 60 * (random() < 0.2 ? 2 : 1) * around(0.1)));
    const found = searchSteady(Float64Array.from(intervals), intervals.length, unit * 1e-3);
    expect(found.ratio).toBeGreaterThan(5);
    expect(periodOf(found.periodStep) / unit).toBeGreaterThan(57);
    expect(periodOf(found.periodStep) / unit).toBeLessThan(63);
  }
});

it('irregular intervals score low, whatever law they follow', () => {
  const laws = [
    () => 60 * exponential(),
    () => 60 * Math.exp(0.6 * normal()),
    () => 60 * (1 - random()) ** (-1 / 1.5),
    () => (random() < 0.8 ? 3 : 300) * Math.exp(normal()),
  ];
  for (const law of laws) {
    const ratios = repeated(40, (i) => search(repeated(6 + i, () => 0.01 + law())).ratio);
    expect(ratios.filter((ratio) => ratio > 2).length).toBeLessThan(4);
  }
});

it('one interval, extreme ones, and a million have a finite ratio', () => {
  for (const intervals of [[60], [1e-3, 1e12], repeated(40, () => 60)]) {
    expect(Number.isFinite(search(intervals).ratio)).toBe(true);
  }
  const many = new Float64Array(1_000_000).map(() => 60 * around(0.1));
  expect(periodOf(searchSteady(many, many.length, 1).periodStep)).toBeCloseTo(60, -1);
});

it('the same intervals give the same result whatever was searched before', () => {
  const intervals = repeated(30, () => 60 * around(0.2));
  const first = search(intervals);
  search(repeated(500, () => exponential() + 1e-3));
  expect(search(intervals)).toEqual(first);
});
