import { expect, it } from 'vitest';
import { COMB_FROM, LOG_STEPS } from '../../src/models/comb-tables.ts';
import { OPENING_STEPS, RATIO_FROM, RATIO_STEPS, restingTables } from '../../src/models/resting-tables.ts';

const { opening, grownFirst, grown, cut } = restingTables();
const sum = (density: Float64Array) => density.reduce((total, value) => total + value, 0) / LOG_STEPS;
const atGap = (periods: number) => opening[Math.round(Math.log(periods) * LOG_STEPS) - COMB_FROM];
const atRatio = (density: Float64Array, ratio: number) => density[Math.round(Math.log(ratio) * LOG_STEPS) - RATIO_FROM];

it('what gaps can be is certain: densities have a sum of one', () => {
  for (const density of [opening, grownFirst, grown]) {
    expect(sum(density)).toBeGreaterThan(0.97);
    expect(sum(density)).toBeLessThan(1.005);
  }
});

it('a last gap is more often too short to be seen as one, so that its sum is less', () => {
  expect(sum(cut)).toBeGreaterThan(0.8);
  expect(sum(cut)).toBeLessThan(1);
});

it('a first gap is the wait for the first window and a part of a turn: 1.5 to 5 periods, 2.5 to 4 the likeliest', () => {
  expect([atGap(1.4), atGap(5.1)]).toEqual([0, 0]);
  // Per period 1 / 2.5 where every part of a turn is possible, half of it in the middle of either slope.
  for (const [periods, share] of [
    [2, 0.5],
    [3, 1],
    [4.5, 0.5],
  ])
    expect(atGap(periods) / periods).toBeCloseTo(share / 2.5, 2);
});

it('later gaps grow by 1.3 to 2, the second by less, because a part of the first was a turn, and a last gap may be short', () => {
  expect([atRatio(grown, 1.2), atRatio(grown, 2.08)]).toEqual([0, 0]);
  expect(atRatio(grown, 1.3)).toBeGreaterThan(1.5);
  expect(atRatio(grownFirst, 1.1)).toBeGreaterThan(0.5);
  expect(atRatio(grownFirst, 0.7)).toBe(0);
  expect(atRatio(cut, 0.5)).toBeCloseTo(0.5 / 1.65, 2);
  expect(atRatio(cut, 2)).toBeCloseTo(0, 1);
});

it('tables are as long as they say', () => {
  expect(opening).toHaveLength(OPENING_STEPS);
  for (const density of [grownFirst, grown, cut]) expect(density).toHaveLength(RATIO_STEPS);
});
