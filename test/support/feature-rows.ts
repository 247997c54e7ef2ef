// Rows of features as tests want them.

import type { FeatureRow } from '../../src/features/feature.ts';

/** Gives a vector of the row these numbers. */
export function setVector(row: FeatureRow, at: number, numbers: readonly number[]): void {
  const vector = row.vectors[at]!;
  vector.values.set(numbers);
  vector.count = numbers.length;
}
