import { expect, it } from 'vitest';
import { searchClock } from '../../src/models/clock-search.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { exponential, normal, random } = drawFrom(58);
const START_US = 1e15;

function search(times: Float64Array) {
  times.sort();
  return searchClock(times, times.length, 1e6);
}

/** Ticks of a minute, each with a delay of up to `late` of it. */
function ticks(turns: number, late: number): number[] {
  return repeated(turns, (turn) => START_US + Math.round((turn + late * random()) * 60e6));
}

it('a clock whose delays take half of its period is told by its phase, though its intervals are anything up to twice as long', () => {
  const found = search(Float64Array.from(ticks(40, 0.5)));
  expect(found.whole).toBeGreaterThan(15);
  expect(found.among).toBeGreaterThan(4);
  expect(found.periodUs / 60e6).toBeCloseTo(1, 1);
  expect(found.shape).toEqual({ kind: 'tick', spread: 0.5 });
});

it('one that skips turns is told as well', () => {
  const some = ticks(60, 0.3).filter(() => random() < 0.75);
  const found = search(Float64Array.from(some));
  expect(found.whole).toBeGreaterThan(5);
  expect(found.periodUs / 60e6).toBeCloseTo(1, 1);
});

it('among half as many other events not all keep it, but most do', () => {
  const others = repeated(30, () => START_US + Math.round(3600e6 * random()));
  const found = search(Float64Array.from([...ticks(60, 0.3), ...others]));
  expect(found.whole).toBe(Number.NEGATIVE_INFINITY);
  expect(found.among).toBeGreaterThan(6);
  expect(found.periodUs / 60e6).toBeCloseTo(1, 1);
});

it('two events in one turn are no clock that all events keep', () => {
  const twice = ticks(20, 0.1).flatMap((tick) => [tick, tick + 3e6]);
  expect(search(Float64Array.from(twice)).whole).toBeLessThan(0);
});

it('irregular events, bursts and sleeps with jitter have no phase', () => {
  for (let run = 0; run < 20; run++) {
    const kinds = [
      repeated(60, () => 1 + 60 * exponential()),
      repeated(60, () => Math.max(1, (random() < 0.75 ? 6 : 400) * Math.exp(normal()))),
      repeated(60, () => 60 * (0.5 + random())),
    ];
    for (const intervals of kinds) {
      const found = search(eventsAfter(intervals));
      expect(found.among).toBeLessThan(5);
      expect(found.whole).toBeLessThan(5);
    }
  }
});

it('long and extreme series have an answer', () => {
  for (const intervals of [repeated(2000, () => 60), [1, 1e8, 1, 1, 1e8], repeated(4, () => 2)]) {
    const found = search(eventsAfter(intervals));
    expect([found.among, found.whole].some(Number.isNaN)).toBe(false);
    expect(found.periodUs).toBeGreaterThan(0);
  }
});
