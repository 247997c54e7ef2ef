import { expect, it } from 'vitest';
import { loneApartUs, loneTimes, takeLone } from '../../src/models/lone-events.ts';
import { drawFrom, EPOCH_US, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential } = drawFrom(81);
const LEAST_US = 1e6;

function lone(times: Float64Array, joined = new Uint8Array(times.length)): number[] {
  const taken = takeLone(times, times.length, joined, LEAST_US);
  return [...loneTimes.subarray(0, taken)];
}

function seconds(times: number[]): number[] {
  return times.map((us) => (us - EPOCH_US) / 1e6);
}

it('of a burst nothing is left, of a rhythm what is not beside a burst', () => {
  const times = eventsAfter([60, 60, 2, 3, 2, 53, 60, 60, 30, 2, 28, 60]);
  expect(seconds(lone(times))).toEqual([0, 60, 180, 240, 300, 360, 420]);
  expect(loneApartUs / 1e6).toBe(9);
});

it('an activation of several events is a burst', () => {
  const times = eventsAfter(repeated(9, () => 60));
  const joined = new Uint8Array(times.length);
  joined[3] = 1;
  joined[9] = 1;
  expect(seconds(lone(times, joined))).toEqual([0, 60, 120, 240, 300, 360, 420, 480]);
});

it('no two that are left are nearer than the distance that is named, which is never below that of activations', () => {
  const times = eventsAfter(repeated(80, (i) => 1 + (i % 4 === 0 ? 200 : 5) * exponential()));
  const left = lone(times);
  expect(left.length).toBeGreaterThan(5);
  expect(left.length).toBeLessThan(60);
  expect(Math.min(...left.slice(1).map((us, i) => us - (left[i] as number)))).toBeGreaterThanOrEqual(loneApartUs);
  lone(eventsAfter([3, 1.1, 3, 1.1, 3, 3]));
  expect(loneApartUs).toBe(LEAST_US);
});

it('where nearly all are alone none are taken', () => {
  expect(lone(eventsAfter(repeated(30, () => 60 * around(0.5))))).toEqual([]);
  for (const few of [new Float64Array(0), Float64Array.of(EPOCH_US)]) expect(lone(few)).toEqual([]);
});

it('long series are taken, and the series is not changed', () => {
  const times = eventsAfter(repeated(5000, (i) => (i % 10 === 0 ? 2 : 60)));
  const before = [...times];
  expect(lone(times).length).toBe(4001);
  expect([...times]).toEqual(before);
});
