// Numbers and counts inside reasons: fixed decimals, never an exponent, and nouns that agree with their number.

/** `value` with `digits` decimals; very large magnitudes are cut so that a reason stays readable. */
export function decimals(value: number, digits: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const text = Math.max(-999_999, Math.min(999_999, value)).toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** '1 flow', '3 flows'. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
