import { expect, it } from 'vitest';
import { judgeSeries } from '../../src/models/series-rhythm.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { around, normal, random } = drawFrom(61);

it('a beacon among three times as many other events is found by its size', () => {
  const beacon = eventsAfter(repeated(30, () => 60 * around(0.05)));
  const others = repeated(93, () => (beacon[0] as number) + 1800e6 * random());
  const times = Float64Array.from([...beacon, ...others]);
  const sizes = Float64Array.from(
    [...beacon].map(() => 512 * around(0.01)).concat(others.map(() => 60 + 800 * Math.exp(normal()))),
  );
  const found = judgeSeries(times, sizes, times.length);
  expect(found.pValue).toBeLessThan(0.001);
  expect(found.sizes?.lowBytes).toBeGreaterThan(480);
  expect(found.chain.periodUs / 60e6).toBeCloseTo(1, 1);
  expect(found.chain.explainedShare).toBeGreaterThan(0.8);
});

it('where no p-value can be smaller, the events that keep the rhythm better are told', () => {
  const beacon = eventsAfter(repeated(30, () => 60 * around(0.02)));
  const others = repeated(40, () => (beacon[0] as number) + 1800e6 * random());
  const times = Float64Array.from([...beacon, ...others]);
  const sizes = Float64Array.from(times, (_, i) => (i < beacon.length ? 120 : 900));
  const whole = judgeSeries(times, undefined, times.length);
  const { pValue, sizes: kept, chain } = judgeSeries(times, sizes, times.length);
  expect([whole.pValue < 1e-9, pValue < 1e-9]).toEqual([true, true]);
  expect(kept).toEqual({ lowBytes: 120, highBytes: 120, events: beacon.length });
  expect(chain.explainedShare).toBe(1);
});

it('two interleaved rhythms of different sizes are both told', () => {
  const first = eventsAfter(repeated(60, () => 60));
  const second = eventsAfter(
    repeated(24, () => 150),
    (first[0] as number) + 17e6,
  );
  const times = Float64Array.from([...first, ...second]);
  const sizes = Float64Array.from([...first].map(() => 400).concat([...second].map(() => 900)));
  const { chain, otherPeriodsUs } = judgeSeries(times, sizes, times.length);
  const periods = [chain.periodUs, ...otherPeriodsUs].map((us) => Math.round(us / 1e6)).sort((a, b) => a - b);
  expect(periods).toEqual([60, 150]);
});

it('the price of looking at clusters is paid: where they hold all events, the p-value of these rises to ten thirds', () => {
  const price = priceOf(20, 0.3, (i) => (i % 4 === 0 ? 300 : 2000));
  expect(price).toBeLessThanOrEqual(10 / 3);
  expect(price).toBeGreaterThan(2);
});

it('few events of like size among many cost little: such a look has little of the chance', () => {
  const alike = [3, 5, 40, 41, 90, 117];
  const price = priceOf(120, 0.5, (i) => (alike.includes(i) ? 400 : 1000 + 800 * i));
  expect(price).toBeLessThan(1.15);
  expect(price).toBeGreaterThan(1);
});

/** The p-value of so many turns with such jitter and sizes over that of the same without sizes. */
function priceOf(count: number, jitter: number, sizeOf: (at: number) => number): number {
  const times = eventsAfter(repeated(count, () => 60 * around(jitter)));
  const alone = judgeSeries(times, undefined, times.length).pValue;
  const sizes = Float64Array.from(times, (_, i) => sizeOf(i));
  return judgeSeries(times, sizes, times.length).pValue / alone;
}

it('too few events have no rhythm and no numbers', () => {
  const found = judgeSeries(eventsAfter([60, 60]), Float64Array.of(5, 5, 5), 3);
  expect(found).toMatchObject({ activations: 3, pValue: 1, otherPeriodsUs: [] });
});
