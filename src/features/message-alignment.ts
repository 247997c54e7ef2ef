// Messages of one kind laid on top of each other: ciphertext has no position whose bits lean to one side, and no byte that says anything of
// the one at its place in the message before. Readings, counters, states and coded sound have both, however even their bytes are together.

import type { PayloadPool } from './payload-pool.ts';

const COLUMNS = 128;
/** Of fewer messages a position says nothing. */
const MIN_MESSAGES = 6;
// Bounds in standard deviations. Of 100,000 pools of random bytes 3 pass one of them (simulated: 4 to 48 messages of 16 to 96 bytes).
const MAX_SUM_Z = 4.5;
const MAX_BIT_Z = 5.2;
const MAX_DIFFERENCE_Z = 5.5;
const BITS = 8;
const VALUES = 256;
/** Below, chi-square over 256 values is not close to normal. */
const MIN_DIFFERENCES = 128;

const ones = new Uint32Array(BITS);
const differences = new Uint32Array(VALUES);

/** `pool`: messages without their header, in order of time. */
export function hasAlignedStructure(pool: PayloadPool, bytes: Uint8Array): boolean {
  return leans(pool, bytes, true) || leans(pool, bytes, false) || follows(pool, bytes);
}

/** Σ (2·ones − n)² / n over the bits of all positions, and the largest of its roots: chi-square for random bytes. */
function leans(pool: PayloadPool, bytes: Uint8Array, fromFront: boolean): boolean {
  let sum = 0;
  let tested = 0;
  for (let column = 0; column < COLUMNS; column++) {
    ones.fill(0);
    let messages = 0;
    for (let m = 0; m < pool.count; m++) {
      const at = fromFront ? pool.starts[m] + column : pool.ends[m] - 1 - column;
      if (at < pool.starts[m] || at >= pool.ends[m]) continue;
      messages++;
      for (let bit = 0; bit < BITS; bit++) ones[bit] += (bytes[at] >> bit) & 1;
    }
    if (messages < MIN_MESSAGES) break;
    for (let bit = 0; bit < BITS; bit++) {
      const square = (2 * ones[bit] - messages) ** 2 / messages;
      if (square > MAX_BIT_Z ** 2) return true;
      sum += square;
    }
    tested += BITS;
  }
  return (sum - tested) / Math.sqrt(2 * tested) > MAX_SUM_Z;
}

/** Chi-square of the steps from each byte to the one at its place in the next message. */
function follows(pool: PayloadPool, bytes: Uint8Array): boolean {
  differences.fill(0);
  let count = 0;
  for (let m = 1; m < pool.count; m++) {
    const before = pool.starts[m - 1];
    const now = pool.starts[m];
    const shared = Math.min(pool.ends[m - 1] - before, pool.ends[m] - now);
    for (let i = 0; i < shared; i++) differences[(bytes[now + i] - bytes[before + i]) & (VALUES - 1)]++;
    count += Math.max(0, shared);
  }
  if (count < MIN_DIFFERENCES) return false;
  let squares = 0;
  for (const times of differences) squares += times * times;
  return ((VALUES / count) * squares - count - (VALUES - 1)) / Math.sqrt(2 * (VALUES - 1)) > MAX_DIFFERENCE_Z;
}
