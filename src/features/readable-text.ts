// Does text stand inside bytes that look random? Between nonces, ids and hashes a short text leaves a message no less random than ciphertext is, but
// for its run of printable characters. Of tests of random bytes two in 2^20 find such text.

import type { PayloadPool } from './payload-pool.ts';
import { longestPrintableRun } from './printable-run.ts';

const CHANCE_BITS = 20;
/** A name or an address in much ciphertext does not make it readable. */
const MIN_SHARE = 1 / 8;
const PRINTABLE_SHARE = 95 / 256;
const BITS_A_CHARACTER = -Math.log2(PRINTABLE_SHARE);
const BITS_OF_AN_END = -Math.log2(1 - PRINTABLE_SHARE);

/** The stretches of `pool` without their first `skip` bytes. Of n random bytes, n (1 − p) p^r at most have a run of r characters. */
export function holdsText(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  let tested = 0;
  let printable = 0;
  let messages = 0;
  let longest = 0;
  let bits = 0;
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    const length = pool.ends[m] - start;
    if (length <= 0) continue;
    const run = longestPrintableRun(bytes, start, pool.ends[m]);
    messages++;
    tested += length;
    printable += run;
    longest = Math.max(longest, run);
    bits += runBits(run, length);
  }
  if (tested === 0 || printable < MIN_SHARE * tested) return false;
  return runBits(longest, tested) >= CHANCE_BITS || togetherBits(bits, messages) >= CHANCE_BITS;
}

function runBits(run: number, bytes: number): number {
  return Math.max(0, run * BITS_A_CHARACTER + BITS_OF_AN_END - Math.log2(bytes));
}

/** −log2 of Chernoff's bound on the chance that so many messages have so many bits together, where each has b with a chance of 2^−b at most. */
function togetherBits(bits: number, messages: number): number {
  const ratio = (bits * Math.LN2) / messages;
  return ratio <= 1 ? 0 : bits - messages * (Math.LOG2E + Math.log2(ratio));
}
