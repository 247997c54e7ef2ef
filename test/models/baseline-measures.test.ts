import { expect, test } from 'vitest';
import { BASELINE_MEASURES, BASELINE_SETS, scaled } from '../../src/models/baseline-measures.ts';

test('measures have names of their own and weights', () => {
  const names = BASELINE_MEASURES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { weight, label } of BASELINE_MEASURES) {
    expect(weight).toBeGreaterThan(0);
    expect(label).not.toBe('');
  }
  expect(Object.keys(BASELINE_SETS)).toContain('domains');
});

test('amounts are compared as logarithms, shares as they are', () => {
  const of = (name: string) =>
    BASELINE_MEASURES.find((measure) => measure.name === name) as (typeof BASELINE_MEASURES)[number];
  expect(scaled(of('bytes_up_per_hour'), Math.E - 1)).toBeCloseTo(1, 12);
  expect(scaled(of('bytes_up_per_hour'), -5)).toBe(0);
  expect(scaled(of('upload_share'), 0.25)).toBe(0.25);
});
