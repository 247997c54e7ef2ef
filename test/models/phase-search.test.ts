import { expect, it } from 'vitest';
import { searchPhase } from '../../src/models/phase-search.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { random, exponential } = drawFrom(41);

function sorted(times: number[]): Float64Array {
  return Float64Array.from(times).sort();
}

it('a clock is found although half of its turns are skipped and as much comes between', () => {
  const ticks = repeated(80, (k) => k * 61.7 + 3 * random()).filter(() => random() < 0.5);
  const others = repeated(40, () => 80 * 61.7 * random());
  const times = sorted([...ticks, ...others]);
  const { ratio, period, concentration } = searchPhase(times, times.length, 61);
  expect(ratio).toBeGreaterThan(5);
  expect(period).toBeCloseTo(61.7, 0);
  expect(concentration).toBeGreaterThan(0.3);
});

it('irregular times have no phase', () => {
  for (let run = 0; run < 10; run++) {
    let time = 0;
    const times = Float64Array.from(repeated(60, () => (time += 60 * exponential())));
    expect(searchPhase(times, times.length, 60).ratio).toBeLessThan(5);
  }
});

it('a clock that drifts keeps its rhythm within blocks', () => {
  let time = 0;
  const times = Float64Array.from(repeated(500, (k) => (time += 60 * (1 + 0.00002 * k))));
  expect(searchPhase(times, times.length, 60.1).ratio).toBeGreaterThan(50);
});

it('says nothing about periods with fewer than four turns, or with few events a turn', () => {
  const times = Float64Array.of(0, 60, 120, 180, 240);
  expect(searchPhase(times, times.length, 100).ratio).toBe(Number.NEGATIVE_INFINITY);
  expect(searchPhase(times, times.length, 5).ratio).toBe(Number.NEGATIVE_INFINITY);
});
