import { expect, it } from 'vitest';
import { lagCandidates } from '../../src/models/lag-candidates.ts';
import { EPOCH_US, repeated } from '../support/event-series.ts';

it('proposes both periods of two clocks', () => {
  const times = Float64Array.from([...repeated(60, (k) => k * 60e6), ...repeated(36, (k) => 7e6 + k * 97e6)]).sort();
  const periods = [...lagCandidates(times, times.length)];
  // Half a cell, on either side of its middle.
  for (const truth of [60e6, 97e6]) expect(periods.some((period) => Math.abs(period / truth - 1) < 0.0085)).toBe(true);
});

it('proposes nothing of too few events, and no number that is not finite of equal ones', () => {
  expect([...lagCandidates(Float64Array.of(EPOCH_US), 1)]).toEqual([0, 0, 0, 0, 0]);
  const once = Float64Array.of(EPOCH_US, EPOCH_US + 100e6, EPOCH_US + 370e6);
  expect([...lagCandidates(once, 3)]).toEqual([0, 0, 0, 0, 0]);
  const equal = new Float64Array(9).fill(EPOCH_US);
  expect([...lagCandidates(equal, 9)]).toEqual([0, 0, 0, 0, 0]);
});
