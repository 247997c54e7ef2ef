import { expect, it } from 'vitest';
import { combCandidates } from '../../src/models/comb-candidates.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { around, exponential, random } = drawFrom(31);

function proposed(intervals: readonly number[], least = 1e-3) {
  return [...combCandidates(Float64Array.from(intervals), intervals.length, least)];
}

const near = (periods: readonly number[], truth: number) =>
  periods.some((period) => Math.abs(period / truth - 1) < 0.05);

it('proposes the period of a beacon with jitter and skipped turns, in whatever unit', () => {
  for (const unit of [1, 1e6]) {
    const periods = proposed(
      repeated(40, () => unit * 60 * (random() < 0.2 ? 2 : 1) * around(0.1)),
      unit * 1e-3,
    );
    expect(near(periods, 60 * unit)).toBe(true);
  }
});

it('proposes it among as many other events', () => {
  expect(near(proposed(repeated(80, (i) => (i % 2 === 0 ? 60 * around(0.02) : 3 + 5 * exponential()))), 60)).toBe(true);
});

it('refines it to a step of its scale, half a percent, where turns differ by less', () => {
  for (const truth of [60, 71.3, 884]) {
    const periods = proposed(repeated(40, () => truth * around(0.002)));
    expect(periods.some((period) => Math.abs(period / truth - 1) < 0.005)).toBe(true);
  }
});

it('finds the longest of its intervals as well as the shortest', () => {
  const periods = proposed([...repeated(60, () => 5 + 3 * exponential()), ...repeated(8, () => 900 * around(0.01))]);
  expect(near(periods, 900)).toBe(true);
});

it('one interval, two, and a million are searched', () => {
  expect(near(proposed([60]), 60)).toBe(true);
  expect(proposed([60, 1e-3]).every(Number.isFinite)).toBe(true);
  const many = new Float64Array(1_000_000).map(() => 60 * around(0.1));
  expect(near([...combCandidates(many, many.length, 1)], 60)).toBe(true);
});

it('the same intervals give the same periods whatever was searched before', () => {
  const intervals = repeated(30, () => 60 * around(0.2));
  const first = proposed(intervals);
  proposed(repeated(500, () => exponential() + 1e-3));
  expect(proposed(intervals)).toEqual(first);
});
