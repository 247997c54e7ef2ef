// Are bytes that look random numbers of one width, packed? Then their bits lean, or lean against their neighbours, at one phase of a period: of bytes, or of
// 3 to 14 bits. Ciphertext has no period.

import type { PayloadPool } from './payload-pool.ts';

/**
 * Periods in bytes: multiples of those of floats, doubles, UUIDs and hashes, and of numbers of 3, 5, 6, 7, 9, 10, 12 and 14 bits. What a number of
 * such a width has in common shows in all of them at once, wherever they stand to bytes.
 */
const PERIODS: readonly {
  readonly bytes: number;
  readonly folded: readonly number[];
  readonly widths: readonly number[];
}[] = [
  { bytes: 32, folded: [16, 8], widths: [4] },
  { bytes: 7, folded: [], widths: [7, 14] },
  { bytes: 6, folded: [], widths: [3, 6, 12] },
  { bytes: 5, folded: [], widths: [5, 10] },
];
const LONGEST_PERIOD = 32;
/** Of fewer bytes at a phase its bits say nothing. */
const MIN_AT_PHASE = 8;
// Bounds in standard deviations: of 400,000 pools of random bytes 26 show one of these signs (simulated: 48 to 2,048 bytes in 1 to 12 messages).
const MAX_SUM_Z = 5;
const MAX_BIT_Z = 5.8;
/** Of 220 bits and steps of numbers, packed from the highest or from the lowest on. */
const MAX_WIDTH_Z = 5.2;
const BITS = 8;

/** Four bits, each in a byte of its own: so many of them can be added up before a byte is full. */
const SPREAD = Uint32Array.from(
  { length: 16 },
  (_, bits) => (bits & 1) | ((bits & 2) << 7) | ((bits & 4) << 14) | ((bits & 8) << 21),
);
const MOST_ADDED = 255;
const FOURS = (2 * BITS) / 4;

const ones = new Uint32Array(LONGEST_PERIOD * 2 * BITS);
/** Of the bytes since the last turn, four counts in each: what is to be added to `ones`. */
const sums = new Uint32Array(LONGEST_PERIOD * FOURS);
const atPhase = new Uint32Array(LONGEST_PERIOD);
const foldedOnes = new Uint32Array(LONGEST_PERIOD * 2 * BITS);
const foldedAtPhase = new Uint32Array(LONGEST_PERIOD);
const LONGEST_WIDTH = 14;
const widthOnes = new Uint32Array(2 * LONGEST_WIDTH);
const widthCounts = new Uint32Array(2 * LONGEST_WIDTH);

/** The stretches of `pool` without their first `skip` bytes; each begins with a number, or as far from one as the others. */
export function hasPackedNumbers(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  return PERIODS.some((period) => leans(pool, bytes, skip, period));
}

function leans(
  pool: PayloadPool,
  bytes: Uint8Array,
  skip: number,
  { bytes: period, folded, widths }: (typeof PERIODS)[number],
): boolean {
  count(pool, bytes, skip, period);
  if (isLeaning(ones, atPhase, period)) return true;
  if (widths.some((width) => numbersLean(period, width, true) || numbersLean(period, width, false))) return true;
  return folded.some((shorter) => {
    fold(period, shorter);
    return isLeaning(foldedOnes, foldedAtPhase, shorter);
  });
}

/** Counts each bit, and whether it differs from the bit in front of it; of the first byte's first bit there is none. */
function count(pool: PayloadPool, bytes: Uint8Array, skip: number, period: number): void {
  ones.fill(0);
  atPhase.fill(0);
  let rounds = 0;
  for (let m = 0; m < pool.count; m++) {
    const end = pool.ends[m];
    let previous = 0;
    for (let at = pool.starts[m] + skip; at < end; ) {
      if (rounds++ === MOST_ADDED) {
        addSums(period);
        rounds = 1;
      }
      for (let phase = 0; phase < period && at < end; phase++, at++) {
        const byte = bytes[at];
        const steps = byte ^ ((byte >> 1) | (previous << 7));
        const row = phase * FOURS;
        sums[row] += SPREAD[byte & 15];
        sums[row + 1] += SPREAD[byte >> 4];
        sums[row + 2] += SPREAD[steps & 15];
        sums[row + 3] += SPREAD[steps >> 4];
        atPhase[phase]++;
        previous = byte & 1;
      }
    }
  }
  addSums(period);
}

function addSums(period: number): void {
  for (let at = 0; at < period * FOURS; at++) {
    const sum = sums[at];
    ones[at * 4] += sum & 255;
    ones[at * 4 + 1] += (sum >>> 8) & 255;
    ones[at * 4 + 2] += (sum >>> 16) & 255;
    ones[at * 4 + 3] += sum >>> 24;
    sums[at] = 0;
  }
}

/** The same over numbers of `width` bits, of which the highest or the lowest comes first. */
function numbersLean(period: number, width: number, isHighFirst: boolean): boolean {
  widthOnes.fill(0);
  widthCounts.fill(0);
  for (let phase = 0; phase < period; phase++) {
    for (let bit = 0; bit < BITS; bit++) {
      const place = (phase * BITS + (isHighFirst ? BITS - 1 - bit : bit)) % width;
      const row = phase * 2 * BITS + bit;
      widthOnes[place] += ones[row];
      widthCounts[place] += atPhase[phase];
      // In front of the highest bit of a byte stands another than in numbers whose lowest bit comes first.
      if (!isHighFirst && bit === BITS - 1) continue;
      widthOnes[width + place] += ones[row + BITS];
      widthCounts[width + place] += atPhase[phase];
    }
  }
  for (let i = 0; i < 2 * width; i++) {
    if ((2 * widthOnes[i] - widthCounts[i]) ** 2 > MAX_WIDTH_Z ** 2 * widthCounts[i]) return true;
  }
  return false;
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
