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

it('the price of looking at clusters is paid: the p-value of all events rises to ten thirds', () => {
  const times = eventsAfter(repeated(20, () => 60 * around(0.3)));
  const alone = judgeSeries(times, undefined, times.length).pValue;
  const sizes = Float64Array.from([...times].map((_, i) => (i % 4 === 0 ? 300 : 2000)));
  const { pValue } = judgeSeries(times, sizes, times.length);
  expect(pValue).toBeLessThanOrEqual((10 / 3) * alone);
  expect(pValue).toBeGreaterThan(alone);
});

it('too few events have no rhythm and no numbers', () => {
  const found = judgeSeries(eventsAfter([60, 60]), Float64Array.of(5, 5, 5), 3);
  expect(found).toMatchObject({ activations: 3, pValue: 1, otherPeriodsUs: [] });
});
