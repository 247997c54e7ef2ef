// Numbers inside reasons: fixed decimals, never an exponent.

const SCALES = [1, 10, 100, 1000];

/** `value` rounded to 0 … 3 decimals; very large magnitudes are cut so that a reason stays readable. */
export function decimals(value: number, digits: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const scale = SCALES[digits];
  // Adding zero turns −0 into 0.
  return String(Math.round(Math.max(-999_999, Math.min(999_999, value)) * scale) / scale + 0);
}
