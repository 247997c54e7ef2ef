import { expect, it } from 'vitest';
import { restingLogLikelihood } from '../../src/models/resting-likelihood.ts';
import { drawFrom, repeated } from '../support/event-series.ts';
import { gapsAnywhere, MISSING, PERIOD_S, SHAPE, stepOf } from '../support/gaps-anywhere.ts';

const { around } = drawFrom(72);

function resting(intervals: readonly number[], period = PERIOD_S): number {
  return restingLogLikelihood(Int32Array.from(intervals, stepOf), intervals.length, stepOf(period), SHAPE, MISSING);
}

const turns = (count: number) => repeated(count, () => PERIOD_S * around(0.08));
const awake = turns(6);
const more = turns(4);

it('maintenance windows that grow rarer, one after another, are likelier than as many gaps at any place', () => {
  const dozing = [...awake, 130, 220, 380, 600, ...more];
  expect(resting(dozing)).toBeGreaterThan(gapsAnywhere(dozing) + 3);
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
