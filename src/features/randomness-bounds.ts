// What random bytes of any number pass nearly always: bounds on their counts, their bit planes, their bits one behind the other, and on repetition.

import type { ByteHistogram } from './byte-histogram.ts';
import type { PayloadPool } from './payload-pool.ts';
import { hasRepeatedRun } from './repeated-run.ts';
import { bitPlaneChiSquare, largestBitCorrelation, SERIAL_BYTES } from './serial-bits.ts';

// One-sided or two-sided bounds at which random bytes of any length from 48 on fail in less than 1 % of cases altogether (simulated).
const MIN_ENTROPY_Z = -3.1;
const MAX_ENTROPY_Z = 5;
const MAX_CHI_SQUARE_Z = 4.5;
const MAX_POPCOUNT_Z = 3.9;
const MAX_BIT_CORRELATION = 4.6;
const MAX_BIT_PLANE = 32;

/** The longest header that is tried without knowing its fields. */
const LONGEST_SKIP = 32;
/** No byte of random data is this many deviations too frequent. */
const TOO_FREQUENT_DEVIATIONS = 8;

const serialBytes = new Uint8Array(SERIAL_BYTES);

/**
 * True when the counts stay too uneven whatever is skipped: most structured bytes end here. Taking r bytes out shortens the vector of counts
 * by r at most, which bounds chi-square from below; and one byte may be so frequent that it stays too frequent.
 */
export function isBeyondSkipping(histogram: ByteHistogram, pool: PayloadPool): boolean {
  let removable = 0;
  for (let m = 0; m < pool.count; m++) removable += Math.min(LONGEST_SKIP, pool.ends[m] - pool.starts[m]);
  const left = Math.sqrt(histogram.squares) - removable;
  if (left > 0 && (256 / histogram.bytes) * left * left > histogram.bytes + 255 + MAX_CHI_SQUARE_Z * Math.sqrt(510))
    return true;
  const expected = histogram.bytes / 256;
  const bound = removable + expected + TOO_FREQUENT_DEVIATIONS * (Math.sqrt(expected) + 1);
  for (let byte = 0; byte < 256; byte++) if (histogram.counts[byte] > bound) return true;
  return false;
}

export function passesCounts(histogram: ByteHistogram): boolean {
  const entropyZ = histogram.entropyZ;
  return (
    entropyZ > MIN_ENTROPY_Z &&
    entropyZ < MAX_ENTROPY_Z &&
    histogram.chiSquareZ < MAX_CHI_SQUARE_Z &&
    Math.abs(histogram.popcountZ) < MAX_POPCOUNT_Z
  );
}

/** `histogram`: of `pool` without the first `skip` bytes of each stretch. */
export function passesSerially(histogram: ByteHistogram, pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  if (bitPlaneChiSquare(histogram.counts, histogram.bytes) >= MAX_BIT_PLANE) return false;
  let filled = 0;
  for (let m = 0; m < pool.count; m++) {
    for (let at = pool.starts[m] + skip; at < pool.ends[m] && filled < SERIAL_BYTES; at++) {
      serialBytes[filled++] = bytes[at];
    }
  }
  return largestBitCorrelation(serialBytes, filled) < MAX_BIT_CORRELATION && !hasRepeatedRun(pool, bytes, skip);
}
