import { expect, it } from 'vitest';
import { leadingApartUs, leadingTimes, takeLeading } from '../../src/models/leading-events.ts';
import { drawFrom, EPOCH_US, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential } = drawFrom(71);
const LEAST_US = 1e6;

function leading(times: Float64Array): number[] {
  const taken = takeLeading(times, times.length, LEAST_US);
  return [...leadingTimes.subarray(0, taken)];
}

it('of a burst the first event is left, of a rhythm all', () => {
  const times = eventsAfter([60, 60, 2, 3, 2, 53, 60, 60, 4, 56, 60]);
  const seconds = leading(times).map((us) => (us - EPOCH_US) / 1e6);
  expect(seconds).toEqual([0, 60, 120, 180, 240, 300, 360, 420]);
  expect(leadingApartUs / 1e6).toBe(18);
});

it('no two that are left are nearer than the distance that is named', () => {
  const times = eventsAfter(repeated(80, (i) => 1 + (i % 4 === 0 ? 200 : 5) * exponential()));
  const left = leading(times);
  expect(left.length).toBeGreaterThan(15);
  expect(left.length).toBeLessThan(75);
  expect(Math.min(...left.slice(1).map((us, i) => us - (left[i] as number)))).toBeGreaterThanOrEqual(leadingApartUs);
});

it('where nearly all lead, or nearer events are one activation already, none are taken', () => {
  expect(leading(eventsAfter(repeated(30, () => 60 * around(0.5))))).toEqual([]);
  expect(leading(eventsAfter([3, 1.1, 3, 1.1, 3, 3]))).toEqual([]);
  for (const few of [new Float64Array(0), Float64Array.of(EPOCH_US)]) expect(leading(few)).toEqual([]);
});

it('long series are taken, and the series is not changed', () => {
  const times = eventsAfter(repeated(5000, (i) => (i % 3 === 0 ? 2 : 60)));
  const before = [...times];
  expect(leading(times).length).toBe(3334);
  expect([...times]).toEqual(before);
});
