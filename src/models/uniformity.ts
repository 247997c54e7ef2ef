// Are the bytes of one direction indistinguishable from random ones at their sample size? Pooled over its first messages, with a common
// number of header bytes skipped in each. "Uniform" never means "encrypted": media and range-coded archives are uniform too.

import { ByteHistogram } from '../features/byte-histogram.ts';
import { type FinishedFlow, MEASURED_BYTES } from '../flows/finished-flow.ts';
import { bitPlaneChiSquare, largestBitCorrelation, SERIAL_BYTES } from './serial-bits.ts';

export interface Uniformity {
  /** 'too_few': below UNIFORMITY_MIN_BYTES nothing is claimed. */
  readonly verdict: 'uniform' | 'not_uniform' | 'too_few';
  /** Bytes that were tested, after skipping. */
  readonly bytes: number;
  /** Header bytes skipped in every message. */
  readonly skipped: number;
  readonly entropyBits: number;
  readonly entropyZ: number;
  readonly chiSquareZ: number;
  readonly popcountZ: number;
}

/** Text, JSON and most binary formats are told from random bytes from here on; below, nothing is. */
export const UNIFORMITY_MIN_BYTES = 48;

// One-sided or two-sided bounds at which random bytes of any length from 48 on fail in less than 1 % of cases altogether (simulated).
const MIN_ENTROPY_Z = -3.1;
const MAX_ENTROPY_Z = 5;
const MAX_CHI_SQUARE_Z = 4.5;
const MAX_POPCOUNT_Z = 3.9;
const MAX_BIT_CORRELATION = 4.6;
const MAX_BIT_PLANE = 32;

const POOLED_MESSAGES = 12;
/** Clear headers in front of ciphertext are short, or end on a word. */
const SKIPS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 32];

const LONGEST_SKIP = 32;
/** No byte of random data is this many deviations too frequent. */
const TOO_FREQUENT_DEVIATIONS = 8;

const histogram = new ByteHistogram();
const starts = new Uint32Array(POOLED_MESSAGES);
const ends = new Uint32Array(POOLED_MESSAGES);
const serialBytes = new Uint8Array(SERIAL_BYTES);
let pooled = 0;

/**
 * Tests one direction of a flow: the first twelve messages, as far as its prefix holds them. `measured`: the counts of its measured bytes,
 * which are those of the messages where there are no more of them.
 */
export function judgeUniformity(flow: FinishedFlow, fromOriginator: 0 | 1, measured?: ByteHistogram): Uniformity {
  const prefix = (fromOriginator === 1 ? flow.orig : flow.resp).prefix;
  const length = Math.min(prefix.length, MEASURED_BYTES);
  const log = flow.messages;
  pooled = 0;
  let bytes = 0;
  for (let i = 0; i < log.count && pooled < POOLED_MESSAGES; i++) {
    const start = log.prefixOffset[i];
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] === 0 || start >= length) continue;
    starts[pooled] = start;
    ends[pooled] = Math.min(length, start + log.bytes[i]);
    bytes += ends[pooled] - start;
    pooled++;
  }
  return judgePool(prefix, measured?.bytes === bytes ? measured : undefined);
}

/** Tests a run of bytes as one message. */
export function judgeBytes(bytes: Uint8Array): Uniformity {
  pooled = 1;
  starts[0] = 0;
  ends[0] = Math.min(bytes.length, MEASURED_BYTES);
  return judgePool(bytes, undefined);
}

/** The first skip at which the pool passes, else the result without skipping. `counted`: the pool's bytes, where they were counted before. */
function judgePool(bytes: Uint8Array, counted: ByteHistogram | undefined): Uniformity {
  if (counted !== undefined) histogram.copy(counted);
  else {
    histogram.clear();
    for (let m = 0; m < pooled; m++) histogram.add(bytes, starts[m], ends[m]);
  }
  if (histogram.bytes < UNIFORMITY_MIN_BYTES) return { ...NOTHING, bytes: histogram.bytes };
  const unskipped = result('not_uniform', 0);
  if (isBeyondSkipping()) return unskipped;
  let skipped = 0;
  for (const skip of SKIPS) {
    while (skipped < skip) dropByte(bytes, skipped++);
    if (histogram.bytes < UNIFORMITY_MIN_BYTES) break;
    if (passesCounts() && passesSerially(bytes, skip)) return result('uniform', skip);
  }
  return unskipped;
}

/**
 * True when the counts stay too uneven whatever is skipped: most structured bytes end here. Taking r bytes out shortens the vector of counts
 * by r at most, which bounds chi-square from below; and one byte may be so frequent that it stays too frequent.
 */
function isBeyondSkipping(): boolean {
  let removable = 0;
  for (let m = 0; m < pooled; m++) removable += Math.min(LONGEST_SKIP, ends[m] - starts[m]);
  const left = Math.sqrt(histogram.squares) - removable;
  if (left > 0 && (256 / histogram.bytes) * left * left > histogram.bytes + 255 + MAX_CHI_SQUARE_Z * Math.sqrt(510))
    return true;
  const expected = histogram.bytes / 256;
  const bound = removable + expected + TOO_FREQUENT_DEVIATIONS * (Math.sqrt(expected) + 1);
  for (let byte = 0; byte < 256; byte++) if (histogram.counts[byte] > bound) return true;
  return false;
}

const NOTHING: Uniformity = {
  verdict: 'too_few',
  bytes: 0,
  skipped: 0,
  entropyBits: 0,
  entropyZ: 0,
  chiSquareZ: 0,
  popcountZ: 0,
};

/** Takes byte number `position` of every message out of the histogram. */
function dropByte(bytes: Uint8Array, position: number): void {
  for (let m = 0; m < pooled; m++) {
    const at = starts[m] + position;
    if (at < ends[m]) histogram.drop(bytes[at]);
  }
}

function passesCounts(): boolean {
  const entropyZ = histogram.entropyZ;
  return (
    entropyZ > MIN_ENTROPY_Z &&
    entropyZ < MAX_ENTROPY_Z &&
    histogram.chiSquareZ < MAX_CHI_SQUARE_Z &&
    Math.abs(histogram.popcountZ) < MAX_POPCOUNT_Z
  );
}

function passesSerially(bytes: Uint8Array, skip: number): boolean {
  if (bitPlaneChiSquare(histogram.counts, histogram.bytes) >= MAX_BIT_PLANE) return false;
  let filled = 0;
  for (let m = 0; m < pooled; m++) {
    for (let at = starts[m] + skip; at < ends[m] && filled < SERIAL_BYTES; at++) serialBytes[filled++] = bytes[at];
  }
  return largestBitCorrelation(serialBytes, filled) < MAX_BIT_CORRELATION;
}

function result(verdict: 'uniform' | 'not_uniform', skipped: number): Uniformity {
  return {
    verdict,
    bytes: histogram.bytes,
    skipped,
    entropyBits: histogram.entropyBits,
    entropyZ: histogram.entropyZ,
    chiSquareZ: histogram.chiSquareZ,
    popcountZ: histogram.popcountZ,
  };
}
