import { expect, it } from 'vitest';
import { chained, followChain } from '../../src/models/rhythm-chain.ts';
import { eventsAfter } from '../support/event-series.ts';

it('counts turns, skipped turns and what the rhythm leaves over', () => {
  // 60 s turns; one skipped; two events that are none of it.
  const times = Float64Array.from([0, 60, 120, 130, 180, 300, 317, 360, 420], (second) => second * 1e6);
  const chain = followChain(times, times.length, 60e6, 0.01);
  expect(chain.periodUs).toBeCloseTo(60e6, -3);
  expect(chain.turnsSeen).toBe(6);
  expect(chain.missedShare).toBeCloseTo(1 / 7, 10);
  expect(chain.explainedShare).toBeCloseTo(7 / 9, 10);
  expect(chain.jitterShare).toBe(0);
  expect([...chained.subarray(0, 9)]).toEqual([1, 1, 1, 0, 1, 1, 0, 1, 1]);
});

it('goes on after a sleep with the same period', () => {
  const times = eventsAfter([60, 60, 60, 5000, 60, 60, 60]);
  const chain = followChain(times, times.length, 60e6, 0.01);
  expect(chain).toMatchObject({ turnsSeen: 6, missedShare: 0, explainedShare: 1 });
});

it('the mean of exact turns is the period, not what was found nearby; of wide or wrong ones it is what was found', () => {
  const times = eventsAfter([60, 60.2, 59.8, 60, 120, 60]);
  const period = (foundUs: number, deviation: number) => followChain(times, times.length, foundUs, deviation).periodUs;
  expect(period(60.4e6, 0.02)).toBeCloseTo(60e6, -3);
  expect(period(60.4e6, 0.1)).toBe(60.4e6);
  expect(period(61.5e6, 0.02)).toBe(61.5e6);
});

it('where nothing keeps the period there is no chain', () => {
  const times = eventsAfter([10, 200, 31]);
  const chain = followChain(times, times.length, 60e6, 0.01);
  expect(chain).toMatchObject({ turnsSeen: 0, missedShare: 0, explainedShare: 0, periodUs: 60e6 });
  expect(chain.jitterShare).toBeUndefined();
});

it('where each turn has several events, it is one period seen', () => {
  // Eleven events a turn, and twelve turns.
  const times = Float64Array.from({ length: 12 * 11 }, (_, i) => i * 2.45e6);
  const chain = followChain(times, times.length, 11 * 2.45e6, 0.002);
  expect(chain).toMatchObject({ turnsSeen: 11, missedShare: 0, explainedShare: 1 });
});

it('a run before another one is counted, where both have several events a turn as well', () => {
  const run = (fromS: number) => [0, 1, 2, 3, 4].flatMap((turn) => [fromS + 60 * turn, fromS + 60 * turn + 13]);
  const times = Float64Array.from([...run(0), ...run(5000)], (second) => second * 1e6);
  expect(followChain(times, times.length, 60e6, 0.01)).toMatchObject({ turnsSeen: 8, explainedShare: 1 });
});
