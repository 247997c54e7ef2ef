import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TripleNumbers } from '../../src/base/triple-numbers.ts';

describe('TripleNumbers', () => {
  it('numbers triples in the order in which they come, the same triple alike', () => {
    const numbers = new TripleNumbers();
    expect(numbers.of(7, 0, 0)).toBe(0);
    expect(numbers.of(0, 7, 0)).toBe(1);
    expect(numbers.of(0, 0, 7)).toBe(2);
    expect(numbers.of(7, 0, 0)).toBe(0);
    expect(numbers.count).toBe(3);
  });

  it('tells numbers apart that differ in the bits beyond the 32nd only', () => {
    const numbers = new TripleNumbers();
    const parts = [1, 2 ** 32 + 1, 2 ** 33 + 1, 2 ** 40 + 1, 2 ** 52 + 1];
    expect(parts.map((part) => numbers.of(part, part, part))).toEqual([0, 1, 2, 3, 4]);
    expect(parts.map((part) => numbers.of(part, part, part))).toEqual([0, 1, 2, 3, 4]);
  });

  it('agrees with a map of texts while it grows', () => {
    const part = fc.oneof(fc.nat(20), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part, part), { maxLength: 5000, size: 'max' }), (triples) => {
        const numbers = new TripleNumbers();
        const known = new Map<string, number>();
        for (const triple of triples) {
          const key = triple.join(' ');
          if (!known.has(key)) known.set(key, known.size);
          expect(numbers.of(...triple)).toBe(known.get(key));
        }
        expect(numbers.count).toBe(known.size);
      }),
      { numRuns: 20 },
    );
  });
});
