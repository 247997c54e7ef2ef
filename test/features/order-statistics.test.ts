import fc from 'fast-check';
import { medianAbsoluteDeviation, median as medianOf } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { deviationOfSorted, medianOfSorted, sortFirst } from '../../src/features/order-statistics.ts';

describe('order statistics', () => {
  it('agree with another implementation on any values', () => {
    const values = fc.array(fc.integer({ min: -50, max: 1000 }), { minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(values, (list) => {
        const scratch = new Float64Array(128).fill(-1e9);
        scratch.set(list);
        sortFirst(scratch, list.length);
        expect([...scratch.subarray(0, list.length)]).toEqual([...list].sort((a, b) => a - b));
        expect(scratch[list.length]).toBe(-1e9);
        const median = medianOfSorted(scratch, list.length);
        expect(median).toBeCloseTo(medianOf(list), 9);
        expect(deviationOfSorted(scratch, list.length, median)).toBeCloseTo(medianAbsoluteDeviation(list), 9);
      }),
    );
  });

  it('take one value as its own median without deviation', () => {
    const one = Float64Array.of(42);
    expect(medianOfSorted(one, 1)).toBe(42);
    expect(deviationOfSorted(one, 1, 42)).toBe(0);
  });

  it('are not moved by an outlier', () => {
    const values = Float64Array.of(10, 10, 11, 12, 100_000);
    expect(medianOfSorted(values, 5)).toBe(11);
    expect(deviationOfSorted(values, 5, 11)).toBe(1);
  });
});
