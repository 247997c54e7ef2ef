// Are the bytes of one direction indistinguishable from random ones at their sample size? Pooled over its first messages, with a common
// number of header bytes skipped in each. "Uniform" never means "encrypted": media and range-coded archives are uniform too.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import { ByteHistogram } from './byte-histogram.ts';
import { createColumnStructure, findColumnStructure, isHeader, structuredShare } from './column-structure.ts';
import type { ExchangedId } from './exchanged-ids.ts';
import type { FlowKey } from './key-artefact.ts';
import type { LengthPrefix } from './length-prefix.ts';
import type { MessageKind } from './message-kinds.ts';
import {
  createPayloadPool,
  dropRepeats,
  poolBytes,
  poolFrames,
  poolMessages,
  poolStretches,
  trimPool,
} from './payload-pool.ts';
import { isBeyondSkipping, passesCounts, passesSerially } from './randomness-bounds.ts';
import { holdsText } from './readable-text.ts';
import { hasRecordStructure } from './record-structure.ts';

export interface Uniformity {
  /** 'too_few': below UNIFORMITY_MIN_BYTES nothing is claimed. */
  readonly verdict: 'uniform' | 'not_uniform' | 'too_few';
  /** Bytes that were tested, after skipping. */
  readonly bytes: number;
  /** Header bytes skipped in every message or frame, and bytes left out at its end (undefined: none). */
  readonly skipped: number;
  readonly trailer?: number;
  /** Stream offsets of the first byte tested and of the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** What was tested: whole messages, those after a clear opening of so many, or the bodies of frames. */
  readonly unit: 'message' | 'frame';
  readonly openingMessages: number;
  /** Where messages of one kind only were tested: which, and how many kinds had been tried by then. */
  readonly kind?: MessageKind & { readonly tried: number };
  /** The uniform bytes are ids or hashes: records that a field counts, one in each message, or some that both sides name. */
  readonly ids?: { readonly bytes: number; readonly isList: boolean } | ExchangedId;
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
  readonly framing: LengthPrefix | undefined;
}

/** Text, JSON and most binary formats are told from random bytes from here on; below, nothing is. */
export const UNIFORMITY_MIN_BYTES = 48;

/** Clear headers in front of ciphertext are short, or end on a word. */
export const SKIPS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 32];
/** A header whose fields were found may be longer, but what is left must be much of the messages. */
const MIN_BODY_SHARE = 1 / 3;
/** A few fields among much ciphertext (acknowledgements, session numbers) do not make it structured. */
const MAX_STRUCTURED_SHARE = 1 / 8;
/** Of a second try: fewer bytes are told from structure too rarely. Of frames so many must be left behind what is skipped. */
const FRAMES_MIN_BYTES = 128;
const OPENED_MIN_BYTES = 256;
/** Openings in the clear that are left out at most, and the header that messages behind one may have. */
const MAX_OPENING_MESSAGES = 4;
const OPENED_MAX_SKIP = 8;
const TCP = 6;
const POOL_MESSAGES = 16;

const NO_HINTS: UniformityHints = { counted: undefined, keys: [], framing: undefined };
const histogram = new ByteHistogram();
const pool = createPayloadPool();
const columns = createColumnStructure();

/** Tests one direction of a flow: its first messages; where they fail, the bodies of its frames, then what follows a clear opening. */
export function measureUniformity(
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  hints: UniformityHints = NO_HINTS,
): Uniformity {
  const prefix = (fromOriginator === 1 ? flow.orig : flow.resp).prefix;
  poolMessages(pool, flow, fromOriginator, 0, hints.keys);
  const counted = hints.counted?.bytes === pool.bytes && !pool.masked ? hints.counted : undefined;
  const whole = testPool(prefix, counted, false);
  if (whole.verdict !== 'not_uniform') return whole;
  // What of datagrams is sealed is told by their kinds (kind-uniformity.ts).
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

/** Tests messages of several flows, one behind the other, `ends` their ends. What repeats behind a header counts once. */
export function measureMessages(bytes: Uint8Array, ends: readonly number[]): Uniformity {
  poolStretches(pool, ends);
  dropRepeats(pool, bytes);
  const { front, back } = findColumnStructure(pool, bytes, columns);
  const before = pool.count;
  const whole = pool.bytes;
  if (front + back > 0 && isHeader(columns, true)) {
    trimPool(pool, front, back);
    dropRepeats(pool, bytes);
  }
  if (pool.count === before) poolStretches(pool, ends);
  const tested = testPool(bytes, undefined);
  // What is fields from end to end is as little uniform as bytes can be.
  if (tested.verdict === 'too_few' && whole >= UNIFORMITY_MIN_BYTES)
    return { ...tested, verdict: 'not_uniform', bytes: whole };
  if (pool.count === before || tested.verdict !== 'uniform') return tested;
  return { ...tested, skipped: tested.skipped + front, trailer: back + (tested.trailer ?? 0) };
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
    if (tested.verdict === 'uniform' && tested.bytes >= FRAMES_MIN_BYTES)
      return { ...tested, unit: 'frame', openingMessages: opening };
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
    if (isMoreOfTheSame(flow, fromOriginator, opening)) break;
    const tested = testPool(prefix, undefined);
    if (tested.verdict !== 'uniform' || tested.skipped > OPENED_MAX_SKIP) break;
    found = { ...tested, openingMessages: opening };
  }
  return found;
}

/** The messages that would be left out are as long as the others, which are all of one size: no opening. */
function isMoreOfTheSame({ messages }: FinishedFlow, fromOriginator: 0 | 1, opening: number): boolean {
  const sizes: number[] = [];
  // The log's columns are longer than what is in them.
  for (let i = 0; i < messages.count && sizes.length < POOL_MESSAGES; i++) {
    if (messages.bytes[i] > 0 && messages.fromOriginator[i] === fromOriginator) sizes.push(messages.bytes[i]);
  }
  return sizes.slice(0, opening).includes(sizes[opening]) && new Set(sizes.slice(opening)).size === 1;
}

/**
 * The first skip at which the pool passes; where fields at fixed positions are left in what passes, or nothing does, what lies between the fields; else
 * the result without skipping. `counted`: the pool's bytes, where they were counted before; `isSearched`: not simply the first messages.
 */
function testPool(bytes: Uint8Array, counted: ByteHistogram | undefined, isSearched = true): Uniformity {
  if (counted !== undefined) histogram.copy(counted);
  else countPool(bytes);
  if (histogram.bytes < UNIFORMITY_MIN_BYTES) return result('too_few', 0);
  const unskipped = result('not_uniform', 0);
  const skipped = isBeyondSkipping(histogram, pool) ? -1 : passingSkip(bytes);
  const { front, back } = findColumnStructure(pool, bytes, columns);
  if (skipped >= 0 && structuredShare(columns, skipped) <= MAX_STRUCTURED_SHARE) {
    return isMostlyBody(skipped) ? result('uniform', skipped) : unskipped;
  }
  if (!isHeader(columns, isSearched) || front + back === 0) return unskipped;
  return betweenFields(bytes, front, back) ?? unskipped;
}

/** Negative where none passes. The histogram is left without the skipped bytes. */
function passingSkip(bytes: Uint8Array): number {
  let skipped = 0;
  for (const skip of SKIPS) {
    while (skipped < skip) dropByte(bytes, skipped++);
    if (histogram.bytes < UNIFORMITY_MIN_BYTES) return -1;
    if (passesAll(bytes, skip)) return hasRecordStructure(pool, bytes, skip) ? -1 : skip;
  }
  return -1;
}

/** What the messages hold between a header and a trailer whose fields were found. */
function betweenFields(bytes: Uint8Array, front: number, back: number): Uniformity | undefined {
  const whole = pool.bytes;
  trimPool(pool, front, back);
  countPool(bytes);
  if (histogram.bytes < Math.max(UNIFORMITY_MIN_BYTES, whole * MIN_BODY_SHARE)) return undefined;
  if (!passesAll(bytes, 0) || hasRecordStructure(pool, bytes, 0, front)) return undefined;
  return { ...result('uniform', front), trailer: back, from: pool.starts[0] - front };
}

/** Of messages of which little is left behind a header, that little says nothing. */
function isMostlyBody(skipped: number): boolean {
  return skipped === 0 || histogram.bytes >= pool.bytes * MIN_BODY_SHARE;
}

function passesAll(bytes: Uint8Array, skip: number): boolean {
  return passesCounts(histogram) && passesSerially(histogram, pool, bytes, skip) && !holdsText(pool, bytes, skip);
}

function countPool(bytes: Uint8Array): void {
  histogram.clear();
  for (let m = 0; m < pool.count; m++) histogram.add(bytes, pool.starts[m], pool.ends[m]);
}

/** Takes byte number `position` of every stretch out of the histogram. */
function dropByte(bytes: Uint8Array, position: number): void {
  for (let m = 0; m < pool.count; m++) {
    const at = pool.starts[m] + position;
    if (at < pool.ends[m]) histogram.drop(bytes[at]);
  }
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
