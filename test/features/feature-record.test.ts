import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featuresToRecord, significant } from '../../src/features/feature-record.ts';
import { createFeatureRow, featureIndex, VECTOR_FEATURES } from '../../src/features/feature-registry.ts';
import { setVector } from '../support/feature-rows.ts';

describe('a feature record', () => {
  it('holds what is known by name and leaves out what is not', () => {
    const row = createFeatureRow();
    row.numbers[featureIndex('payload.entropy_bits.orig')] = 7.123456789;
    row.numbers[featureIndex('volume.bytes')] = 1_234_567_891;
    row.numbers[featureIndex('volume.upload_share')] = Number.POSITIVE_INFINITY;
    setVector(row, 0, [0.25, 1 / 3]);
    setVector(row, 1, [1, Number.NaN]);
    expect(featuresToRecord(row)).toEqual({
      'volume.bytes': 1_234_567_891,
      'payload.entropy_bits.orig': 7.12346,
      [VECTOR_FEATURES[0]!.name]: [0.25, 0.333333],
    });
  });

  it('copies vectors: the row may be reused', () => {
    const row = createFeatureRow();
    setVector(row, 0, [1, 2]);
    const record = featuresToRecord(row);
    row.vectors[0]!.values[0] = 99;
    expect(record[VECTOR_FEATURES[0]!.name]).toEqual([1, 2]);
  });
});

describe('six significant digits', () => {
  it('are what toPrecision gives, for numbers that are not whole', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1e5, noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        (value, negative) => {
          const signed = negative ? -value : value;
          if (Number.isInteger(signed)) return;
          const wanted = Number(signed.toPrecision(6));
          // Halves may round to either side; never by more than one unit in the last place.
          expect(Math.abs(significant(signed) - wanted)).toBeLessThanOrEqual(Math.abs(wanted) * 1.1e-5);
          expect(
            JSON.stringify(significant(signed))
              .replace(/^-|[.]|e.*$/g, '')
              .replace(/^0+|0+$/g, '').length,
          ).toBeLessThanOrEqual(6);
        },
      ),
    );
  });

  it('keep whole numbers whole and large ones without decimals', () => {
    expect(significant(123_456_789)).toBe(123_456_789);
    expect(significant(1_234_567.8)).toBe(1_234_568);
    expect(significant(0.1 + 0.2)).toBe(0.3);
    expect(Object.is(significant(-0), 0)).toBe(true);
    expect(significant(1e-30)).toBe(0);
    expect(significant(-2.5)).toBe(-2.5);
  });
});
