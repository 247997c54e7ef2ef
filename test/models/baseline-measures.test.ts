import { expect, test } from 'vitest';
import { BASELINE_MEASURES, BASELINE_SETS, rhythmName, scaled } from '../../src/models/baseline-measures.ts';

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

test('periods are the same rhythm within half an octave, and those that programs choose are off the edges', () => {
  for (const seconds of [5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600]) {
    expect(rhythmName(seconds * 1.03)).toBe(rhythmName(seconds));
    expect(rhythmName(seconds * 0.97)).toBe(rhythmName(seconds));
    expect(rhythmName(seconds * 2)).not.toBe(rhythmName(seconds));
  }
  expect(rhythmName(61)).toBe('about 60 s');
});
