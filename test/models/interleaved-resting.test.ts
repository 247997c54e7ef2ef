import { expect, it } from 'vitest';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { EVENTS_MAX, interleavedRatio, takeSeries, unfittedRatio } from '../../src/models/interleaved-likelihood.ts';
import { interleavedRestingRatio } from '../../src/models/interleaved-resting.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential, random } = drawFrom(36);
/** Of `COMB_SHAPES`: a deviation of 4 %. */
const NARROW = 2;

function ratiosAt(times: Float64Array, periodS: number) {
  const used = Math.min(times.length, EVENTS_MAX);
  takeSeries(times, used, 1e6);
  const period = Math.round(Math.log(periodS * 1e6) * LOG_STEPS);
  return {
    resting: interleavedRestingRatio(used, period, NARROW, 1),
    awake: interleavedRatio(used, period, NARROW, 1),
  };
}

/** With an event of another kind in every third turn, while the device is awake. */
function amongOthers(intervals: readonly number[]): Float64Array {
  const turns = eventsAfter(intervals);
  const others = [...turns].flatMap((us, i) =>
    i % 3 === 0 && intervals[i] !== undefined && intervals[i] < 100 ? [us + 40e6 * around(0.5)] : [],
  );
  return Float64Array.from([...turns, ...others]).sort();
}

const turns = (count: number) => repeated(count, () => 60 * around(0.04));

it('a rhythm that waits for ever rarer maintenance windows among other events is likelier with rests than without, at its period', () => {
  const times = amongOthers([...turns(8), 150, 260, 470, ...turns(6), 190, 300, ...turns(6)]);
  const { resting, awake } = ratiosAt(times, 60);
  expect(resting).toBeGreaterThan(awake + 3);
  expect(resting).toBeGreaterThan(ratiosAt(times, 43).resting + 10);
});

it('one that sleeps keeps its rhythm with rests as it does with pauses; one that never rests pays a little', () => {
  const sleeper = amongOthers([...turns(9), 1900, ...turns(9), 2300, ...turns(6)]);
  const asleep = ratiosAt(sleeper, 60);
  expect(Math.abs(asleep.resting - asleep.awake)).toBeLessThan(3);
  expect(asleep.resting).toBeGreaterThan(ratiosAt(sleeper, 43).resting + 10);
  const always = ratiosAt(amongOthers(turns(30)), 60);
  expect(always.resting).toBeLessThan(always.awake);
  expect(always.resting).toBeGreaterThan(always.awake - 5);
});

it('irregular events are rarely likelier with a rhythm: on average the ratio is one at most', () => {
  const ratios = repeated(200, () => {
    const times = eventsAfter(repeated(30, () => 1 + 60 * exponential() * (random() < 0.1 ? 5 : 1)));
    return Math.exp(ratiosAt(times, 45).resting - unfittedRatio(29, 1e6));
  });
  expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(3);
});

it('the longest series, one of a thousand equal turns, and extreme intervals have a finite ratio', () => {
  for (const intervals of [repeated(1000, () => 60), repeated(300, (i) => (i % 2 === 0 ? 1 : 1e7)), [2]]) {
    expect(Number.isFinite(ratiosAt(eventsAfter(intervals), 60).resting)).toBe(true);
  }
});
