// Do bytes that look random hold numbers in ascending order? Lists of ids, keys and times are sorted so that they can be searched and merged; ciphertext is in
// no order: n numbers are by chance in one of n! orders.

import type { PayloadPool } from './payload-pool.ts';

/** Numbers, ids and digests alone, and in front of a value or an address. */
const SIZES = [4, 6, 8, 12, 16, 20, 24, 32, 40] as const;
/** Of those whose last byte is the highest. */
const LITTLE_SIZES = [4, 8] as const;
/** −log2 of the chance at one size and place: of these there are 174, so that one pool of random bytes in 2^26 shows one. */
const MIN_BITS = 34;
/** The odds of a message: 7 in 16 each for all of its numbers in order and for some, 1 in 8 for none. */
const ORDERED_BITS = Math.log2(7 / 16);
const UNORDERED_BITS = Math.log2(1 / 8);
/** Numbers of a pool of 2,048 bytes. */
const MOST_NUMBERS = 512;
const LOG2_FACTORIAL = new Float64Array(MOST_NUMBERS + 1);
for (let n = 2; n <= MOST_NUMBERS; n++) LOG2_FACTORIAL[n] = LOG2_FACTORIAL[n - 1] + Math.log2(n);

/** The stretches of `pool` without their first `skip` bytes; in each the numbers stand alike to its beginning. */
export function hasSortedNumbers(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  return (
    SIZES.some((size) => areSorted(pool, bytes, skip, size, 0)) ||
    LITTLE_SIZES.some((size) => areSorted(pool, bytes, skip, size, size - 1))
  );
}

/** `top`: which of the bytes of a number is its highest, the first or the last. */
function areSorted(pool: PayloadPool, bytes: Uint8Array, skip: number, size: number, top: number): boolean {
  for (let place = 0; place < size; place++) {
    let bits = 0;
    for (let m = 0; m < pool.count; m++) {
      const start = pool.starts[m] + skip + place;
      const numbers = Math.min(MOST_NUMBERS, Math.floor((pool.ends[m] - start) / size));
      if (numbers < 2) continue;
      const longest = Math.min(numbers, longestRun(bytes, start + top, pool.ends[m] - size + top, size, top));
      bits += runBits(longest, numbers);
    }
    if (bits >= MIN_BITS) return true;
  }
  return false;
}

/**
 * What the longest ascent of one message says, so that messages add up: of numbers in no order 2^bits is 1 on average at most, whatever their count. A run
 * this long has a chance below (numbers − longest + 1) / longest!; half of the odds go to all numbers in order, half to the shorter runs.
 */
function runBits(longest: number, numbers: number): number {
  if (longest < 2) return UNORDERED_BITS;
  if (longest === numbers) return ORDERED_BITS + LOG2_FACTORIAL[numbers];
  return ORDERED_BITS + LOG2_FACTORIAL[longest] - Math.log2((numbers - longest + 1) * (numbers - 2));
}

/** Numbers in the longest ascent, of those whose highest bytes stand at `from`, `from + size` … `last`. */
function longestRun(bytes: Uint8Array, from: number, last: number, size: number, top: number): number {
  let longest = 1;
  let run = 1;
  let before = bytes[from];
  for (let at = from + size; at <= last; at += size) {
    const value = bytes[at];
    if (value > before || (value === before && isLess(bytes, at - size, at, top === 0 ? 1 : -1))) run++;
    else {
      if (run > longest) longest = run;
      run = 1;
    }
    before = value;
  }
  return Math.max(run, longest);
}

/** By the three bytes behind the highest. */
function isLess(bytes: Uint8Array, a: number, b: number, step: number): boolean {
  for (let i = 1; i < 4; i++) {
    const difference = bytes[a + i * step] - bytes[b + i * step];
    if (difference !== 0) return difference < 0;
  }
  return false;
}
