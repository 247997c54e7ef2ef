import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByNumber } from '../../src/base/number-order.ts';

function byComparison(values: readonly number[]): number[] {
  return values.map((_, i) => i).sort((a, b) => Math.floor(values[a]!) - Math.floor(values[b]!) || a - b);
}

describe('the order of numbers', () => {
  it('is that of a comparison, equal ones as they stand', () => {
    const value = fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: 1_767_225_600_000_000, max: 1_767_225_700_000_000 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        expect([...orderByNumber(Float64Array.from(values))]).toEqual(byComparison(values));
      }),
    );
  });

  it('holds where the numbers are further apart than digits reach', () => {
    const values = [2 ** 52, -(2 ** 52), 0, 2 ** 50];
    expect([...orderByNumber(Float64Array.from(values))]).toEqual([1, 2, 3, 0]);
  });

  it('of none is none', () => {
    expect(orderByNumber(new Float64Array(0))).toHaveLength(0);
  });
});
