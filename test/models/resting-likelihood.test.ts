import { expect, it } from 'vitest';
import { COMB_FROM, COMB_SHAPES, LOG_STEPS } from '../../src/models/comb-tables.ts';
import { restingLogLikelihood } from '../../src/models/resting-likelihood.ts';
import { STEADY_GAPS, STEADY_LEAST, steadyDensity } from '../../src/models/steady-tables.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { around } = drawFrom(72);
const SHAPE = COMB_SHAPES.findIndex(({ kind, spread }) => kind === 'uniform' && spread === 0.1);
const MISSING = 0;
const stepOf = (value: number) => Math.round(Math.log(value) * LOG_STEPS);

function resting(intervals: readonly number[], period = 60): number {
  return restingLogLikelihood(Int32Array.from(intervals, stepOf), intervals.length, stepOf(period), SHAPE, MISSING);
}

/** Gaps at any place, the likeliest of their shares. */
function anywhere(intervals: readonly number[]): number {
  const likelihoods = STEADY_GAPS.map((_, gaps) => {
    const density = steadyDensity(SHAPE, MISSING, gaps);
    return intervals.reduce(
      (sum, value) => sum + Math.log(density[stepOf(value) - stepOf(60) - COMB_FROM] ?? STEADY_LEAST),
      0,
    );
  });
  return Math.max(...likelihoods);
}

const turns = (count: number) => repeated(count, () => 60 * around(0.08));
const awake = turns(6);
const more = turns(4);

it('maintenance windows that grow rarer, one after another, are likelier than as many gaps at any place', () => {
  const dozing = [...awake, 130, 220, 380, 600, ...more];
  expect(resting(dozing)).toBeGreaterThan(anywhere(dozing) + 3);
});

it('the same gaps are less likely when they are strewn about or shrink', () => {
  const dozing = [...awake, 130, 220, 380, 600, ...more];
  expect(resting([...awake, 600, 380, 220, 130, ...more])).toBeLessThan(resting(dozing) - 1);
  const strewn = [130, ...awake.slice(0, 3), 220, ...awake.slice(3), 380, ...more.slice(0, 2), 600, ...more.slice(2)];
  expect(resting(strewn)).toBeLessThan(resting(dozing) - 3);
});

it('without gaps the period counts, and the unit does not', () => {
  const steady = turns(20);
  expect(resting(steady)).toBeGreaterThan(resting(steady, 75) + 20);
  const scaled = steady.map((value) => value * 1e6);
  expect(resting(scaled, 60e6)).toBeCloseTo(resting(steady), 0);
});

it('long and impossible series have a finite likelihood', () => {
  for (const intervals of [repeated(4000, () => 60), repeated(4000, () => 1e-3), [1e12, 1e-12, 60], [60]]) {
    expect(Number.isFinite(resting(intervals))).toBe(true);
  }
});
