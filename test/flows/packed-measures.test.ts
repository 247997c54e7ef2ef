import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPackedMeasures, MAX_MEASURES, packedMeasure, packMeasures } from '../../src/flows/packed-measures.ts';

const anyNumbers = fc.array(fc.oneof(fc.constant(Number.NaN), fc.float({ noNaN: true })), {
  minLength: MAX_MEASURES,
  maxLength: MAX_MEASURES,
});

describe('packed measures', () => {
  it('give back every number that was known, and NaN for the others', () => {
    const sources = Int32Array.from({ length: MAX_MEASURES }, (_, i) => MAX_MEASURES - 1 - i);
    fc.assert(
      fc.property(fc.array(anyNumbers, { minLength: 1, maxLength: 40 }), (rows) => {
        const packed = createPackedMeasures(rows.length);
        for (const [row, numbers] of rows.entries()) packMeasures(packed, row, Float64Array.from(numbers), sources);
        rows.forEach((numbers, row) => {
          const read = numbers.map((_, position) => packedMeasure(packed, row, position));
          expect(read).toEqual([...numbers].reverse().map((value) => Math.fround(value)));
        });
        const known = rows.flat().filter((value) => !Number.isNaN(value)).length;
        expect(packed.used).toBe(known);
      }),
      { numRuns: 60 },
    );
  });

  it('knows nothing of a row that was not written', () => {
    expect(packedMeasure(createPackedMeasures(3), 2, 5)).toBeNaN();
  });
});
