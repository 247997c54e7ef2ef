import { expect, it } from 'vitest';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { EVENTS_MAX, interleavedRatio, takeSeries, unfittedRatio } from '../../src/models/interleaved-likelihood.ts';
import { drawFrom, EPOCH_US, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential, random } = drawFrom(35);
/** Of `COMB_SHAPES`: a deviation of 4 %. */
const NARROW = 2;

function ratioAt(times: Float64Array, periodS: number): number {
  const used = Math.min(times.length, EVENTS_MAX);
  takeSeries(times, used, 1e6);
  return interleavedRatio(used, Math.round(Math.log(periodS * 1e6) * LOG_STEPS), NARROW, 1);
}

it('events of a beacon among others are likelier with it than without, at its period', () => {
  const beacon = eventsAfter(repeated(40, () => 60 * around(0.05)));
  const times = Float64Array.from([...beacon, ...repeated(30, () => EPOCH_US + 2400e6 * random())]).sort();
  expect(ratioAt(times, 60)).toBeGreaterThan(20);
  expect(ratioAt(times, 60)).toBeGreaterThan(ratioAt(times, 47) + 15);
});

it('irregular events are rarely likelier with a rhythm: on average the ratio is one at most', () => {
  const ratios = repeated(200, () => {
    const times = eventsAfter(repeated(30, () => 1 + 60 * exponential()));
    return Math.exp(ratioAt(times, 45) - unfittedRatio(29, 1e6));
  });
  expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(3);
});

it('the longest series, and one of a thousand equal turns, have a finite ratio', () => {
  for (const intervals of [repeated(1000, () => 60), repeated(300, (i) => (i % 2 === 0 ? 1 : 1e7))]) {
    expect(Number.isFinite(ratioAt(eventsAfter(intervals), 60))).toBe(true);
  }
});
