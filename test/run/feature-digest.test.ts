import { describe, expect, it } from 'vitest';
import { createFeatureRow, NUMBER_FEATURES } from '../../src/features/feature-registry.ts';
import { digestOfRow } from '../../src/run/feature-digest.ts';
import { setVector } from '../support/feature-rows.ts';

/** The digest of a row with these numbers, by position, and this first vector; the rest is unknown. */
function digestOf(numbers: Readonly<Record<number, number>> = {}, vector?: number[], frame = 1): number {
  const row = createFeatureRow();
  row.numbers.fill(Number.NaN);
  for (const [i, value] of Object.entries(numbers)) row.numbers[Number(i)] = value;
  if (vector !== undefined) setVector(row, 0, vector);
  return digestOfRow(row, frame);
}

describe('digestOfRow', () => {
  it('is the same for the same numbers, whichever row holds them', () => {
    expect(digestOf({ 0: 0.1 }, [1, 2, 3], 7)).toBe(digestOf({ 0: 0.1 }, [1, 2, 3], 7));
  });

  it('changes with any number, its place, the frame, and any entry of a vector', () => {
    const digests = [
      digestOf(),
      digestOf({}, undefined, 2),
      ...NUMBER_FEATURES.map((_, i) => digestOf({ [i]: 1 })),
      digestOf({ 0: 1 + Number.EPSILON }),
      digestOf({ 0: 0 }),
      digestOf({}, [1, 2]),
      digestOf({}, [2, 1]),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('sees what a row holds now, not what it held before', () => {
    const reused = createFeatureRow();
    const before = digestOfRow(reused, 1);
    reused.numbers[3] = 5;
    expect(digestOfRow(reused, 1)).not.toBe(before);
  });
});
