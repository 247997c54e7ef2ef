// A feature row as it is written: by name, whole numbers as they are, others to six significant digits, what cannot be said left out.

import type { FeatureRow } from './feature.ts';
import { NUMBER_FEATURES, VECTOR_FEATURES } from './feature-registry.ts';
import { finiteNumbers } from './feature-vector.ts';

const DIGITS = 6;
/** Powers of ten that a double holds exactly: dividing by one gives the shortest decimal. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** 1, 0.1, 0.01, … as the nearest doubles. */
const TENTHS = Array.from({ length: 12 }, (_, exponent) => Number(`1e-${exponent}`));

/** The measured features of a flow; vectors are copied, so the row may be reused. */
export function featuresToRecord(row: FeatureRow): Record<string, number | number[]> {
  const record: Record<string, number | number[]> = {};
  for (let i = 0; i < NUMBER_FEATURES.length; i++) {
    const value = row.numbers[i];
    if (Number.isFinite(value)) record[NUMBER_FEATURES[i].name] = significant(value);
  }
  for (let i = 0; i < VECTOR_FEATURES.length; i++) {
    const vector = finiteNumbers(row.vectors[i]);
    if (vector !== undefined) record[VECTOR_FEATURES[i].name] = vector.map(significant);
  }
  return record;
}

/** `value` to six significant digits; whole numbers keep all of theirs. */
export function significant(value: number): number {
  if (Number.isInteger(value)) return value === 0 ? 0 : value;
  const size = Math.abs(value);
  const decimals = decimalsOf(size);
  if (decimals > 22) return 0;
  const rounded = decimals <= 0 ? Math.round(size) : Math.round(size * POWERS[decimals]) / POWERS[decimals];
  return rounded === 0 ? 0 : value < 0 ? -rounded : rounded;
}

/** How many decimals six significant digits of a positive number need; 0 or less for large ones. */
export function decimalsOf(size: number): number {
  if (size >= 1 && size < 1e9) {
    let digits = 1;
    while (size >= POWERS[digits]) digits++;
    return DIGITS - digits;
  }
  if (size >= 1e-9 && size < 1) {
    let zeros = 0;
    while (size < TENTHS[zeros + 1]) zeros++;
    return DIGITS + zeros;
  }
  return DIGITS - 1 - Math.floor(Math.log10(size));
}
