// Do the values at one place of records crowd together on a few of all that a byte can have? Types, states, exponents of numbers and years do;
// ciphertext does not. Every count of values up to four is weighed with its own chance.

import { log2Choose } from './log2-choose.ts';

/** Values that are counted as few; from two on, the most frequent. */
const MOST_VALUES = 4;
const VALUES = 256;
const BITS = 8;
/** How many ways there are to pick 1, 2, 3 or 4 of 256 values, in bits. */
const PICK_BITS = Array.from({ length: MOST_VALUES + 1 }, (_, few) => log2Choose(VALUES, few));

const counts = new Uint16Array(VALUES);
const met = new Uint8Array(VALUES);
const largest = new Uint16Array(MOST_VALUES);
let metCount = 0;
let total = 0;

export function clearValues(): void {
  for (let i = 0; i < metCount; i++) counts[met[i]] = 0;
  metCount = 0;
  total = 0;
}

export function addValue(value: number): void {
  if (counts[value]++ === 0) met[metCount++] = value;
  total++;
}

/**
 * −log2 of the chance that of so many random bytes as were added as many are of the one to four most frequent values; at least `minShare` of all must
 * be. `fixedBits`: bits of each that are always 0, and say nothing.
 */
export function fewValueBits(minShare: number, fixedBits = 0): number {
  largest.fill(0);
  for (let i = 0; i < metCount; i++) {
    let count = counts[met[i]];
    for (let at = 0; at < MOST_VALUES && count > 0; at++) {
      const other = largest[at];
      if (count <= other) continue;
      largest[at] = count;
      count = other;
    }
  }
  let covered = 0;
  let most = 0;
  for (let few = 1; few <= MOST_VALUES; few++) {
    covered += largest[few - 1];
    if (covered < minShare * total) continue;
    const bits = covered * (BITS - fixedBits - Math.log2(few)) - PICK_BITS[few] - log2Choose(total, covered);
    most = Math.max(most, bits);
  }
  return most;
}
