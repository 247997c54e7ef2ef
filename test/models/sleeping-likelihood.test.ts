import { expect, it } from 'vitest';
import { sleepingLogLikelihood, takeSleeps } from '../../src/models/sleeping-likelihood.ts';
import { drawFrom, repeated } from '../support/event-series.ts';
import { gapsAnywhere, MISSING, PERIOD_S, SHAPE, stepOf } from '../support/gaps-anywhere.ts';

const { around } = drawFrom(73);

function sleeping(intervals: readonly number[], period = PERIOD_S): number {
  const steps = Int32Array.from(intervals, stepOf);
  takeSleeps(steps, steps.length);
  return sleepingLogLikelihood(steps, steps.length, stepOf(period), SHAPE, MISSING);
}

const turns = (count: number) => repeated(count, () => PERIOD_S * around(0.08));

it('one long gap is likelier as one sleep than as one of many gaps', () => {
  const slept = [...turns(6), 800, ...turns(6)];
  expect(sleeping(slept)).toBeGreaterThan(gapsAnywhere(slept) + 0.5);
});

it('up to three gaps count as sleep, a fourth does not', () => {
  const withGaps = (gaps: number) => sleeping([...repeated(gaps, () => 400), ...turns(16)]);
  expect(withGaps(3)).toBeGreaterThan(withGaps(2) - 5);
  expect(withGaps(4)).toBeLessThan(withGaps(3) - 7);
});

it('where the gaps are says nothing, nor do shorter intervals than the six longest', () => {
  const awake = turns(9);
  const early = sleeping([400, 300, ...awake]);
  expect(sleeping([...awake, 300, 400])).toBeCloseTo(early, 9);
  expect(sleeping([...awake.slice(0, 4), 300, ...awake.slice(4), 400])).toBeCloseTo(early, 9);
});

it('sleep of a quarter to seven tenths of the time is likelier than shorter or longer sleep, and sleeps about as long', () => {
  const awake = turns(12);
  const slept = (...minutes: number[]) => sleeping([...awake, ...minutes.map((value) => value * 60)]);
  expect(slept(10)).toBeGreaterThan(slept(3.5) + 1.5);
  expect(slept(10)).toBeGreaterThan(slept(60) + 1.5);
  expect(slept(6, 6)).toBeGreaterThan(slept(9.5, 2.5) + 0.5);
});

it('the period counts, and the unit does not', () => {
  const slept = [...turns(10), 500, ...turns(10)];
  expect(sleeping(slept)).toBeGreaterThan(sleeping(slept, 75) + 20);
  expect(
    sleeping(
      slept.map((value) => value * 1e6),
      60e6,
    ),
  ).toBeCloseTo(sleeping(slept), 0);
});

it('long and impossible series are nothing but a number; one interval cannot be all sleep', () => {
  for (const intervals of [repeated(4000, () => 60), repeated(4000, () => 1e-3), [1e9, 1e-3, 60]]) {
    expect(Number.isFinite(sleeping(intervals))).toBe(true);
  }
  expect(sleeping([60])).toBe(Number.NEGATIVE_INFINITY);
});
