import { expect, it } from 'vitest';
import { falseDiscoveryRates } from '../../src/models/false-discovery.ts';

it('gives the q-values of Benjamini and Hochberg, in the order given', () => {
  // p · n / rank, made monotone from the largest.
  const rates = falseDiscoveryRates([0.04, 0.01, 0.03, 0.5]);
  expect(rates.map((rate) => Math.round(rate * 1e4) / 1e4)).toEqual([0.0533, 0.04, 0.0533, 0.5]);
});

it('equal p-values have equal q-values, no p-values none', () => {
  expect(new Set(falseDiscoveryRates([0.02, 0.02, 0.02])).size).toBe(1);
  expect(falseDiscoveryRates([])).toEqual([]);
});

it('tests that are not listed make a discovery less sure', () => {
  expect(falseDiscoveryRates([0.001], 100)[0]).toBeCloseTo(0.1, 10);
  expect(falseDiscoveryRates([0.9], 100)[0]).toBe(1);
});
