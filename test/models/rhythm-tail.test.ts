import { expect, it } from 'vitest';
import { rhythmPValue } from '../../src/models/rhythm-tail.ts';

const table = {
  chances: [1, 0.5, 0.1, 0.05, 0.01],
  rows: [
    { activations: 5, scores: [-4, -2, 0, 1, 2] },
    { activations: 20, scores: [-4, -2, 2, 3, 4] },
  ],
};

it('a score of the table has its chance, between two rows the higher one counts', () => {
  expect(rhythmPValue(5, 0, table)).toBeCloseTo(0.1, 10);
  expect(rhythmPValue(20, 4, table)).toBeCloseTo(0.01, 10);
  expect(rhythmPValue(10, 2, table)).toBeCloseTo(0.1, 10);
});

it('beyond the table the tail falls off exponentially, not faster than a likelihood ratio may', () => {
  // From 0.5 to 0.01 in four nats.
  expect(rhythmPValue(5, 12, table)).toBeCloseTo(0.01 * 50 ** (-10 / 4), 12);
  const steep = { chances: table.chances, rows: [{ activations: 5, scores: [-1, 0, 0.1, 0.2, 0.3] }] };
  expect(rhythmPValue(5, 10.3, steep)).toBeCloseTo(0.01 * Math.exp(-10), 12);
});

it('a low score is no surprise, an enormous one is not impossible', () => {
  expect(rhythmPValue(5, -9, table)).toBe(1);
  expect(rhythmPValue(5, Number.NEGATIVE_INFINITY, table)).toBe(1);
  expect(rhythmPValue(5, 1e6, table)).toBe(1e-12);
});

it('outside the rows the nearest counts', () => {
  expect(rhythmPValue(3, 0, table)).toBeCloseTo(0.1, 10);
  expect(rhythmPValue(1e6, 4, table)).toBeCloseTo(0.01, 10);
});
