// Do bytes that look random consist of records or packed numbers of one width? Then bits lean, or lean against their neighbours, at one phase of a
// period, and bytes a record apart are equal too often. Ciphertext has no period. Repeated strings are left to repeated-run.ts.

import type { PayloadPool } from './payload-pool.ts';
import { repeatsIds } from './repeated-run.ts';

/** Periods in bytes: multiples of those of floats, doubles, UUIDs and hashes, and of numbers of 3, 5, 6, 7, 9, 10, 12 and 14 bits. */
const PERIODS: readonly (readonly [tallied: number, folded: readonly number[]])[] = [
  [32, [16, 8]],
  [7, []],
  [6, []],
  [5, []],
];
const LONGEST_PERIOD = 32;
/** Of fewer bytes at a phase its bits say nothing. */
const MIN_AT_PHASE = 8;
// Bounds in standard deviations: of 400,000 pools of random bytes 26 show one of these signs (simulated: 48 to 2,048 bytes in 1 to 12 messages).
const MAX_SUM_Z = 5;
const MAX_BIT_Z = 5.8;
/** A record of ids and fields. */
const LONGEST_RECORD = 96;
/** Of fewer bytes three or four fields in the clear beside ciphertext would be taken for records. */
const MIN_BYTES = 192;
/** −log2 of the chance at one distance: 95 of them are looked at. */
const MIN_EQUAL_BITS = 23;
/** Where so much speaks for a distance, the places of records that long are looked at one by one. */
const MIN_DISTANCE_BITS = 5;
/** −log2 of the chance that random bytes have one value so often at one place of records: 96 lengths have up to 96 places each. */
const MIN_PLACE_BITS = 31;
const VALUES = 256;
/** Strings this long that come again are repeated blocks or ids. */
const RUN_BYTES = 8;
const BITS = 8;

const ones = new Uint32Array(LONGEST_PERIOD * 2 * BITS);
const atPhase = new Uint32Array(LONGEST_PERIOD);
const foldedOnes = new Uint32Array(LONGEST_PERIOD * 2 * BITS);
const foldedAtPhase = new Uint32Array(LONGEST_PERIOD);
const equal = new Uint32Array(LONGEST_RECORD + 1);
const counts = new Uint16Array(VALUES);
const lastOf = new Int32Array(VALUES);
let before = new Int32Array(2048);

/**
 * The stretches of `pool` without their first `skip` bytes; each begins with a record. `header`: bytes in front of each that were taken out before, in
 * which an id that comes again may begin.
 */
export function hasRecordStructure(pool: PayloadPool, bytes: Uint8Array, skip: number, header = 0): boolean {
  if (repeatsIds(pool, bytes, -header)) return true;
  if (pool.bytes - skip * pool.count < MIN_BYTES) return false;
  return (
    hasEqualPlaces(pool, bytes, skip) || PERIODS.some(([period, folded]) => leans(pool, bytes, skip, period, folded))
  );
}

/** Bytes at one distance within their message are equal more often than one in 256 times. */
function hasEqualPlaces(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  equal.fill(0);
  let pairs = 0;
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    const end = pool.ends[m];
    if (end - start > before.length) before = new Int32Array(end - start);
    lastOf.fill(-1);
    for (let at = start; at < end; at++) {
      const value = bytes[at];
      let other = lastOf[value];
      before[at - start] = other;
      lastOf[value] = at;
      for (; other >= 0 && at - other <= LONGEST_RECORD; other = before[other - start]) {
        if (!isOfRun(bytes, start, end, other, at)) equal[at - other]++;
      }
    }
    pairs += Math.max(0, end - start);
  }
  // Pairs at a distance are fewer by the distance, in every message: what is expected is no more than this.
  const expected = pairs / VALUES;
  const least = leastEqual(expected, MIN_EQUAL_BITS);
  const worthALook = leastEqual(expected, MIN_DISTANCE_BITS);
  for (let distance = 2; distance <= LONGEST_RECORD; distance++) {
    if (equal[distance] >= least) return true;
    if (equal[distance] >= worthALook && hasFixedPlace(pool, bytes, skip, distance)) return true;
  }
  return false;
}

/** Records of `record` bytes hold one value at one of their places more often than random ones would. */
function hasFixedPlace(pool: PayloadPool, bytes: Uint8Array, skip: number, record: number): boolean {
  for (let place = 0; place < record; place++) {
    counts.fill(0);
    let records = 0;
    let most = 0;
    for (let m = 0; m < pool.count; m++) {
      for (let at = pool.starts[m] + skip + place; at < pool.ends[m]; at += record) {
        records++;
        most = Math.max(most, ++counts[bytes[at]]);
      }
    }
    if (most > 2 && BITS * (most - 1) - log2Choose(records, most) >= MIN_PLACE_BITS) return true;
  }
  return false;
}

function log2Choose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log2((n - k + i) / i);
  return sum;
}

/** Both are of a string of eight bytes that comes twice. */
function isOfRun(bytes: Uint8Array, start: number, end: number, a: number, b: number): boolean {
  let length = 1;
  for (let i = 1; a - i >= start && bytes[a - i] === bytes[b - i] && length < RUN_BYTES; i++) length++;
  for (let i = 1; b + i < end && bytes[a + i] === bytes[b + i] && length < RUN_BYTES; i++) length++;
  return length >= RUN_BYTES;
}

/** The smallest count whose chance is below 2^−bits, by Chernoff's bound on Poisson's tail. */
function leastEqual(expected: number, bits: number): number {
  let count = Math.ceil(expected) + 1;
  while (count * Math.log2(count / expected) - (count - expected) * Math.LOG2E < bits) count++;
  return count;
}

function leans(pool: PayloadPool, bytes: Uint8Array, skip: number, period: number, folded: readonly number[]): boolean {
  ones.fill(0);
  atPhase.fill(0);
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    let phase = 0;
    let previous = 0;
    for (let at = start; at < pool.ends[m]; at++) {
      const byte = bytes[at];
      // Each bit, and whether it differs from the bit in front of it; of the first byte's first bit there is none.
      const steps = byte ^ ((byte >> 1) | (previous << 7));
      const row = phase * 2 * BITS;
      for (let bit = 0; bit < BITS; bit++) {
        ones[row + bit] += (byte >> bit) & 1;
        ones[row + BITS + bit] += (steps >> bit) & 1;
      }
      atPhase[phase]++;
      previous = byte & 1;
      if (++phase === period) phase = 0;
    }
  }
  if (isLeaning(ones, atPhase, period)) return true;
  return folded.some((shorter) => {
    fold(period, shorter);
    return isLeaning(foldedOnes, foldedAtPhase, shorter);
  });
}

function fold(period: number, shorter: number): void {
  foldedOnes.fill(0);
  foldedAtPhase.fill(0);
  for (let phase = 0; phase < period; phase++) {
    foldedAtPhase[phase % shorter] += atPhase[phase];
    const row = (phase % shorter) * 2 * BITS;
    for (let bit = 0; bit < 2 * BITS; bit++) foldedOnes[row + bit] += ones[phase * 2 * BITS + bit];
  }
}

/** Σ (2·ones − n)² / n over bits and phases is chi-square for random bytes. */
function isLeaning(counts: Uint32Array, bytesAt: Uint32Array, period: number): boolean {
  let sum = 0;
  let tested = 0;
  for (let phase = 0; phase < period; phase++) {
    const n = bytesAt[phase];
    if (n < MIN_AT_PHASE) continue;
    for (let bit = 0; bit < 2 * BITS; bit++) {
      const square = (2 * counts[phase * 2 * BITS + bit] - n) ** 2 / n;
      if (square > MAX_BIT_Z ** 2) return true;
      sum += square;
    }
    tested += 2 * BITS;
  }
  return tested > 0 && (sum - tested) / Math.sqrt(2 * tested) > MAX_SUM_Z;
}
