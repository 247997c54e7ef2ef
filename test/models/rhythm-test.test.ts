import { expect, it } from 'vitest';
import { ACTIVATIONS_MIN, testRhythm } from '../../src/models/rhythm-test.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential, random } = drawFrom(51);

function test(times: Float64Array) {
  return testRhythm(times, times.length);
}

it('a beacon has a small p-value and its period, an irregular channel has not', () => {
  const beacon = test(eventsAfter(repeated(20, () => 60 * around(0.1))));
  expect(beacon.pValue).toBeLessThan(1e-4);
  expect(beacon.periodUs / 60e6).toBeCloseTo(1, 1);
  const irregular = repeated(40, () => test(eventsAfter(repeated(20, () => 60 * exponential() + 1))).pValue);
  expect(irregular.filter((p) => p <= 0.05).length).toBeLessThan(8);
});

it('a clock that skips turns is found among other events', () => {
  const ticks = repeated(100, (k) => (k * 60 + 12 * random()) * 1e6).filter(() => random() < 0.6);
  const others = repeated(60, () => 6000e6 * random());
  const found = test(Float64Array.from([...ticks, ...others]));
  expect(found.by).toBe('interleaved');
  expect(found.pValue).toBeLessThan(0.01);
  expect(found.periodUs / 60e6).toBeCloseTo(1, 1);
});

it('a beacon among bursts is found by the events that lead', () => {
  const turns = repeated(14, (k) => k * 600e6 * around(0.005));
  const bursts = [1000e6, 2800e6, 5200e6, 7100e6].flatMap((us) => repeated(5, (k) => us + k * 8e6 * around(0.5)));
  const found = test(Float64Array.from([...turns, ...bursts]));
  expect(found.pValue).toBeLessThan(0.001);
  expect(found.periodUs / 600e6).toBeCloseTo(1, 1);
});

it('a beacon among as many events in bursts is found by the events that are alone', () => {
  const turns = repeated(24, (k) => k * 300e6 * around(0.002));
  const bursts = repeated(14, (k) => (k * 511 + 140) * 1e6).flatMap((us) =>
    repeated(4, (k) => us + k * 5e6 * around(0.5)),
  );
  const found = test(Float64Array.from([...turns, ...bursts]));
  expect(found.pValue).toBeLessThan(0.001);
  expect(found.periodUs / 300e6).toBeCloseTo(1, 1);
});

it('a beacon that waits for ever rarer maintenance windows is found', () => {
  const times = eventsAfter([60, 64, 57, 62, 130, 225, 390, 700, 61, 58, 63]);
  const found = test(times);
  expect(found.pValue).toBeLessThan(0.01);
  expect(found.periodUs / 60e6).toBeCloseTo(1, 0);
});

it('six beacons with no jitter are enough, four events never are', () => {
  expect(test(eventsAfter([60, 60, 60, 60, 60])).pValue).toBeLessThan(0.001);
  const few = test(eventsAfter([60, 60, 60]));
  expect(few).toMatchObject({ activations: 4, pValue: 1, score: Number.NEGATIVE_INFINITY });
  expect(ACTIVATIONS_MIN).toBe(5);
});

it('equal times, times that run backwards, one event, none, and a capture of zero length say nothing or the same', () => {
  const times = eventsAfter(repeated(12, () => 60));
  const forward = test(times).pValue;
  expect(test(times.slice().reverse()).pValue).toBe(forward);
  expect(test(Float64Array.from([...times, ...times])).pValue).toBe(forward);
  for (const nothing of [new Float64Array(0), Float64Array.of(1e15), new Float64Array(50).fill(1e15)]) {
    expect(test(nothing).pValue).toBe(1);
  }
});

it('the series is not changed, and a million events are judged', () => {
  const times = eventsAfter([60, 3, 60]).reverse();
  const before = [...times];
  test(times);
  expect([...times]).toEqual(before);
  const many = new Float64Array(1_000_000).map((_, i) => 1e15 + i * 60e6);
  expect(test(many)).toMatchObject({ activations: 1_000_000 });
});
