// Are the bytes of one direction indistinguishable from random ones at their sample size? Pooled over its first messages, with a common
// number of header bytes skipped in each. "Uniform" never means "encrypted": media and range-coded archives are uniform too.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import { ByteHistogram } from './byte-histogram.ts';
import type { FlowKey } from './key-artefact.ts';
import type { LengthPrefix } from './length-prefix.ts';
import { createPayloadPool, poolBytes, poolFrames, poolMessages } from './payload-pool.ts';
import { bitPlaneChiSquare, largestBitCorrelation, SERIAL_BYTES } from './serial-bits.ts';

export interface Uniformity {
  /** 'too_few': below UNIFORMITY_MIN_BYTES nothing is claimed. */
  readonly verdict: 'uniform' | 'not_uniform' | 'too_few';
  /** Bytes that were tested, after skipping. */
  readonly bytes: number;
  /** Header bytes skipped in every message or frame. */
  readonly skipped: number;
  /** Stream offsets of the first byte tested and of the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** What was tested: whole messages, those after a clear opening of so many, or the bodies of frames. */
  readonly unit: 'message' | 'frame';
  readonly openingMessages: number;
  /** A key was cut out before. */
  readonly masked: boolean;
  readonly entropyBits: number;
  readonly entropyZ: number;
  readonly chiSquareZ: number;
  readonly popcountZ: number;
}

/** What is known of a direction before it is tested. */
export interface UniformityHints {
  /** The counts of its measured bytes, which are those of the messages where there are no more of them. */
  readonly counted: ByteHistogram | undefined;
  readonly keys: readonly FlowKey[];
  /** Undefined where none was found. */
  readonly framing: LengthPrefix | undefined;
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

/** Clear headers in front of ciphertext are short, or end on a word. */
const SKIPS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 32];
const LONGEST_SKIP = 32;
/** No byte of random data is this many deviations too frequent. */
const TOO_FREQUENT_DEVIATIONS = 8;
/** Of a second try: fewer bytes are told from structure too rarely. */
const FRAMES_MIN_BYTES = 128;
const OPENED_MIN_BYTES = 256;
/** Openings in the clear that are left out at most, and the header that messages behind one may have. */
const MAX_OPENING_MESSAGES = 4;
const OPENED_MAX_SKIP = 8;
const TCP = 6;

const NO_HINTS: UniformityHints = { counted: undefined, keys: [], framing: undefined };

const histogram = new ByteHistogram();
const pool = createPayloadPool();
const serialBytes = new Uint8Array(SERIAL_BYTES);

/** Tests one direction of a flow: its first messages; where they fail, the bodies of its frames, then what follows a clear opening. */
export function measureUniformity(
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  hints: UniformityHints = NO_HINTS,
): Uniformity {
  const prefix = (fromOriginator === 1 ? flow.orig : flow.resp).prefix;
  poolMessages(pool, flow, fromOriginator, 0, hints.keys);
  const whole = testPool(prefix, hints.counted?.bytes === pool.bytes && !pool.masked ? hints.counted : undefined);
  if (whole.verdict !== 'not_uniform') return whole;
  // Datagrams have no opening that the others depend on.
  return (
    framed(flow, fromOriginator, prefix, hints) ??
    (flow.protocol === TCP ? opened(flow, fromOriginator, prefix, hints.keys) : undefined) ??
    whole
  );
}

/** Tests a run of bytes as one message. */
export function measureBytes(bytes: Uint8Array): Uniformity {
  poolBytes(pool, bytes);
  return testPool(bytes, undefined);
}

/** The bodies of frames, behind the shortest clear opening behind which they pass. */
function framed(
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  prefix: Uint8Array,
  { framing, keys }: UniformityHints,
): Uniformity | undefined {
  if (framing === undefined) return undefined;
  for (let opening = 0; opening <= MAX_OPENING_MESSAGES; opening++) {
    poolFrames(pool, flow, fromOriginator, framing, opening, keys);
    if (pool.bytes < FRAMES_MIN_BYTES) return undefined;
    const tested = testPool(prefix, undefined);
    if (tested.verdict === 'uniform') return { ...tested, unit: 'frame', openingMessages: opening };
  }
  return undefined;
}

/** The messages behind the shortest clear opening behind which they pass. The longest is tried first: where that fails, so do the others. */
function opened(
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  prefix: Uint8Array,
  keys: readonly FlowKey[],
): Uniformity | undefined {
  let found: Uniformity | undefined;
  for (let opening = MAX_OPENING_MESSAGES; opening > 0; opening--) {
    poolMessages(pool, flow, fromOriginator, opening, keys);
    if (pool.bytes < OPENED_MIN_BYTES) continue;
    const tested = testPool(prefix, undefined);
    if (tested.verdict !== 'uniform' || tested.skipped > OPENED_MAX_SKIP) break;
    found = { ...tested, openingMessages: opening };
  }
  return found;
}

/** The first skip at which the pool passes, else the result without skipping. `counted`: the pool's bytes, where they were counted before. */
function testPool(bytes: Uint8Array, counted: ByteHistogram | undefined): Uniformity {
  if (counted !== undefined) histogram.copy(counted);
  else {
    histogram.clear();
    for (let m = 0; m < pool.count; m++) histogram.add(bytes, pool.starts[m], pool.ends[m]);
  }
  if (histogram.bytes < UNIFORMITY_MIN_BYTES) return result('too_few', 0);
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
  for (let m = 0; m < pool.count; m++) removable += Math.min(LONGEST_SKIP, pool.ends[m] - pool.starts[m]);
  const left = Math.sqrt(histogram.squares) - removable;
  if (left > 0 && (256 / histogram.bytes) * left * left > histogram.bytes + 255 + MAX_CHI_SQUARE_Z * Math.sqrt(510))
    return true;
  const expected = histogram.bytes / 256;
  const bound = removable + expected + TOO_FREQUENT_DEVIATIONS * (Math.sqrt(expected) + 1);
  for (let byte = 0; byte < 256; byte++) if (histogram.counts[byte] > bound) return true;
  return false;
}

/** Takes byte number `position` of every stretch out of the histogram. */
function dropByte(bytes: Uint8Array, position: number): void {
  for (let m = 0; m < pool.count; m++) {
    const at = pool.starts[m] + position;
    if (at < pool.ends[m]) histogram.drop(bytes[at]);
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
  for (let m = 0; m < pool.count; m++) {
    for (let at = pool.starts[m] + skip; at < pool.ends[m] && filled < SERIAL_BYTES; at++) {
      serialBytes[filled++] = bytes[at];
    }
  }
  return largestBitCorrelation(serialBytes, filled) < MAX_BIT_CORRELATION;
}

function result(verdict: Uniformity['verdict'], skipped: number): Uniformity {
  const told = verdict !== 'too_few';
  return {
    verdict,
    bytes: histogram.bytes,
    skipped,
    from: pool.count === 0 ? 0 : pool.starts[0],
    to: pool.count === 0 ? 0 : pool.ends[pool.count - 1],
    unit: 'message',
    openingMessages: 0,
    masked: pool.masked,
    entropyBits: told ? histogram.entropyBits : 0,
    entropyZ: told ? histogram.entropyZ : 0,
    chiSquareZ: told ? histogram.chiSquareZ : 0,
    popcountZ: told ? histogram.popcountZ : 0,
  };
}
