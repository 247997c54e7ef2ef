import { expect, it } from 'vitest';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { IrregularModel } from '../../src/models/irregular-model.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { normal, exponential } = drawFrom(11);

function fitted(logarithms: readonly number[], least?: number) {
  const steps = Int32Array.from(logarithms, (value) => Math.round(value * LOG_STEPS));
  const model = new IrregularModel();
  model.fit(steps, steps.length, least === undefined ? undefined : least * LOG_STEPS);
  const inverse = new Float64Array(steps.length);
  model.writeInverse(steps, steps.length, inverse);
  return { model, densities: inverse.map((value) => 1 / value) };
}

it('regular intervals are not modelled narrower than the floor', () => {
  const { densities } = fitted(repeated(20, () => 4));
  // At most the edge of the steepest power law that few intervals may have, 1.25; a beacon's comb has a density of 80.
  for (const density of densities) expect(density).toBeLessThan(1.26);
});

it('bursts and pauses are two humps', () => {
  const { model } = fitted(repeated(400, (i) => (i % 2 === 0 ? 1 : 6) + 0.6 * normal()));
  expect(model.below(3.5)).toBeCloseTo(0.5, 1);
  expect(model.below(0.2) - model.below(-0.5)).toBeGreaterThan(0.02);
});

it('a power law is modelled with its edge', () => {
  const { model, densities } = fitted(repeated(400, () => exponential() / 1.4));
  expect(model.below(-0.1)).toBe(0);
  expect(Math.max(...densities)).toBeGreaterThan(1.1);
});

it('one interval, equal intervals and extreme ones give finite densities', () => {
  for (const logarithms of [[0], [40, 40, 40], [-10, 45], repeated(30, (i) => (i % 2 === 0 ? -14 : 34))]) {
    const { densities } = fitted(logarithms);
    for (const density of densities) expect(Number.isFinite(density) && density > 0).toBe(true);
  }
});

it('what coalescing cut off is missing, not unlikely: nothing is below, and what is above is denser', () => {
  const logarithms = repeated(45, () => Math.log(1 + exponential()));
  const { model, densities } = fitted(logarithms, 0);
  expect(model.below(0)).toBeCloseTo(0, 5);
  expect(model.below(3)).toBeGreaterThan(0.95);
  const without = fitted(logarithms).densities;
  const sum = (values: Iterable<number>) => [...values].reduce((all, value) => all + Math.log(value), 0);
  expect(sum(densities)).toBeGreaterThan(sum(without));
});

it('its likelihood is that of its densities', () => {
  const logarithms = repeated(60, (i) => (i % 3 === 0 ? 2 : 6) + normal());
  const { model, densities } = fitted(logarithms);
  const steps = Int32Array.from(logarithms, (value) => Math.round(value * LOG_STEPS));
  const sum = densities.reduce((all, density) => all + Math.log(density), 0);
  expect(model.logLikelihood(steps, steps.length)).toBeCloseTo(sum, 6);
});

it('a power law of which events were taken away keeps its edge', () => {
  const logarithms = repeated(600, (i) => (i % 3 === 0 ? exponential() / 1.8 : 2.5 + 0.6 * normal())).map((value) =>
    Math.max(0, value),
  );
  const { model, densities } = fitted(logarithms);
  expect(model.below(-0.1)).toBe(0);
  expect(model.below(0.5)).toBeCloseTo(0.2, 1);
  const two = [...densities].reduce((sum, density) => sum + Math.log(density), 0);
  expect(
    model.logLikelihood(
      Int32Array.from(logarithms, (value) => Math.round(value * LOG_STEPS)),
      600,
    ),
  ).toBeCloseTo(two, 6);
  expect(densities[logarithms.indexOf(Math.min(...logarithms))]).toBeGreaterThan(0.4);
});
