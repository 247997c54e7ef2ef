// The order of many numbers without a comparison each: a radix sort over whole numbers, least significant digit first. Stable.

import { releaseBuffers } from './columns.ts';

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
/** Differences beyond this many digits are sorted by comparison: doubles have no more whole bits. */
const MAX_DIGITS = 3;

/** Positions of `values`, ascending by whole part; equal ones in the order in which they stand. Values are finite. */
export function orderByNumber(values: Float64Array): Uint32Array {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > largest) largest = values[i];
  }
  let order: Uint32Array = new Uint32Array(values.length).map((_, i) => i);
  const base = Math.floor(least);
  const span = Math.floor(largest) - base;
  if (!(span < DIGITS ** MAX_DIGITS))
    return order.sort((a, b) => Math.floor(values[a]) - Math.floor(values[b]) || a - b);
  let spare: Uint32Array = new Uint32Array(values.length);
  const starts = new Uint32Array(DIGITS + 1);
  for (let divisor = 1; divisor <= span; divisor *= DIGITS) {
    starts.fill(0);
    const digitOf = (i: number) => Math.floor((Math.floor(values[i]) - base) / divisor) % DIGITS;
    for (let i = 0; i < values.length; i++) starts[digitOf(i) + 1]++;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] += starts[digit];
    for (let n = 0; n < order.length; n++) spare[starts[digitOf(order[n])]++] = order[n];
    [order, spare] = [spare, order];
  }
  releaseBuffers([spare.buffer]);
  return order;
}
