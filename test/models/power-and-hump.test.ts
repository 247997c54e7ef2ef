import { expect, it } from 'vitest';
import { LOG_STEPS } from '../../src/models/comb-tables.ts';
import { fitPowerAndHump } from '../../src/models/power-and-hump.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { normal, exponential } = drawFrom(91);

function fitted(logarithms: readonly number[], edge: number) {
  const steps = Int32Array.from(logarithms, (value) => Math.round(value * LOG_STEPS));
  return { ...fitPowerAndHump(steps, steps.length, edge) };
}

it('a power law and a hump are found with their shares', () => {
  const found = fitted(
    repeated(900, (i) => (i % 3 === 0 ? 2 + exponential() / 1.8 : 4.5 + 0.6 * normal())),
    2,
  );
  expect(found.share).toBeCloseTo(1 / 3, 1);
  expect(found.steepness).toBeGreaterThan(1.2);
  expect(found.mean).toBeCloseTo(4.5, 0);
  expect(found.spread).toBeCloseTo(0.6, 1);
  expect(found.above).toBeGreaterThan(0.99);
});

it('neither is narrower than the floor', () => {
  const found = fitted(
    repeated(60, (i) => (i % 2 === 0 ? 1.01 : 4)),
    1,
  );
  expect(found.steepness).toBe(2);
  expect(found.spread).toBe(0.5);
});

it('its likelihood is that of the densities', () => {
  const logarithms = repeated(200, () => 1 + exponential() / 1.5);
  const { logLikelihood, share, steepness, mean, spread, above } = fitted(logarithms, 1);
  const density = (value: number) => {
    const z = (value - mean) / spread;
    const hump = Math.exp((-z * z) / 2) / (above * spread * Math.sqrt(2 * Math.PI));
    return share * steepness * Math.exp(steepness * (1 - value)) + (1 - share) * hump;
  };
  const sum = logarithms.reduce((all, value) => all + Math.log(density(value)), 0);
  expect(Math.abs(logLikelihood - sum)).toBeLessThan(2);
});

it('one interval, equal intervals and extreme ones give numbers', () => {
  for (const logarithms of [[0], [3, 3, 3], repeated(30, (i) => (i % 2 === 0 ? -14 : 34))]) {
    const found = fitted(logarithms, Math.min(...logarithms) - 1 / LOG_STEPS);
    for (const value of Object.values(found)) expect(Number.isFinite(value)).toBe(true);
  }
});
