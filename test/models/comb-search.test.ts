import { expect, it } from 'vitest';
import { combCandidates, searchComb } from '../../src/models/comb-search.ts';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { around, exponential, random } = drawFrom(31);
const periodOf = (step: number) => Math.exp(step / LOG_STEPS);

function search(intervals: readonly number[]) {
  return searchComb(Float64Array.from(intervals), intervals.length);
}

it('finds the period of a beacon with jitter and skipped turns, in whatever unit', () => {
  for (const unit of [1, 1e6]) {
    const found = search(repeated(40, () => unit * 60 * (random() < 0.2 ? 2 : 1) * around(0.1)));
    expect(found.ratio).toBeGreaterThan(15);
    expect(periodOf(found.periodStep) / unit).toBeGreaterThan(57);
    expect(periodOf(found.periodStep) / unit).toBeLessThan(63);
  }
});

it('finds it among as many other events', () => {
  const found = search(repeated(80, (i) => (i % 2 === 0 ? 60 * around(0.02) : 3 + 5 * exponential())));
  expect(found.ratio).toBeGreaterThan(20);
  expect(periodOf(found.periodStep)).toBeCloseTo(60, -1);
  expect(combCandidates.step.length).toBe(combCandidates.ratio.length);
});

it('irregular intervals score low', () => {
  for (let run = 0; run < 20; run++) expect(search(repeated(40, () => 60 * exponential() + 1)).ratio).toBeLessThan(6);
});

it('one interval, two, and a million are searched', () => {
  expect(Number.isFinite(search([60]).ratio)).toBe(true);
  expect(Number.isFinite(search([60, 1e-3]).ratio)).toBe(true);
  const many = new Float64Array(1_000_000).map(() => 60 * around(0.1));
  expect(periodOf(searchComb(many, many.length).periodStep)).toBeCloseTo(60, -1);
});

it('the same intervals give the same result whatever was searched before', () => {
  const intervals = repeated(30, () => 60 * around(0.2));
  const first = { ...search(intervals) };
  search(repeated(500, () => exponential()));
  expect({ ...search(intervals) }).toEqual(first);
});
