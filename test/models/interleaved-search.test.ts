import { expect, it } from 'vitest';
import { searchInterleaved } from '../../src/models/interleaved-search.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential, normal, random } = drawFrom(33);

function search(times: Float64Array, periodsS: readonly number[]) {
  times.sort();
  return searchInterleaved(
    times,
    times.length,
    periodsS.map((period) => period * 1e6),
    1e6,
  );
}

function amongOthers(others: number): Float64Array {
  const beacon = eventsAfter(repeated(40, () => 60 * around(0.1)));
  const first = beacon[0] as number;
  return Float64Array.from([...beacon, ...repeated(others, () => first + Math.round(2400e6 * random()))]);
}

it('a beacon among as many other events is told from them, and its period is found whatever is proposed', () => {
  const times = amongOthers(40);
  for (const proposed of [[41, 60, 95], [41]]) {
    const found = search(times, proposed);
    expect(found.ratio).toBeGreaterThan(6);
    expect(found.periodUs / 60e6).toBeCloseTo(1, 1);
  }
});

it('one that sleeps and wakes is told as well', () => {
  const awake = [0, 4000, 9000].flatMap((fromS) => [
    ...eventsAfter(
      repeated(12, () => 60 * around(0.05)),
      1e15 + fromS * 1e6,
    ),
  ]);
  expect(search(Float64Array.from([...awake, 1e15 + 100e6, 1e15 + 4321e6]), [60]).ratio).toBeGreaterThan(10);
});

it('irregular events are no rhythm, nor are bursts', () => {
  for (let run = 0; run < 20; run++) {
    expect(search(eventsAfter(repeated(60, () => 1 + 60 * exponential())), [30, 60, 90]).ratio).toBeLessThan(5);
    const bursts = repeated(60, () => Math.max(1, (random() < 0.75 ? 6 : 400) * Math.exp(normal())));
    expect(search(eventsAfter(bursts), [6, 12, 400]).ratio).toBeLessThan(5);
  }
});

it('nothing is found without a period to try, and long or extreme series have a finite ratio', () => {
  expect(search(amongOthers(5), [0, 0]).ratio).toBe(Number.NEGATIVE_INFINITY);
  for (const intervals of [repeated(2000, () => 60), [1, 1e8, 1, 1, 1e8], [2, 2]]) {
    expect(Number.isFinite(search(eventsAfter(intervals), [60, 1, 1e6]).ratio)).toBe(true);
  }
});
