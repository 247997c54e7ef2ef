// Messages of many flows of one kind, tested together: what repeats at one place of them is a header or a trailer, and what lies between is
// uniform or not. The header is learned on some of them; where there are more, the others must pass without any further search.

import { ByteHistogram } from './byte-histogram.ts';
import { createColumnStructure, findColumnStructure, isHeader, structuredShare } from './column-structure.ts';
import { hasAlignedStructure } from './message-alignment.ts';
import { createPayloadPool, dropRepeats, poolStretches, trimPool } from './payload-pool.ts';
import { isBeyondSkipping, passesCounts, passesSerially } from './randomness-bounds.ts';
import { hasRecordStructure } from './record-structure.ts';
import { hasLooseRepeat, repeatsIds } from './repeated-run.ts';
import { SKIPS, UNIFORMITY_MIN_BYTES } from './uniformity.ts';

/** 'fields': every message is header from end to end; 'repeating': uniform but for ids that come again. */
export type PoolVerdict = 'uniform' | 'not_uniform' | 'repeating' | 'fields' | 'too_few';

export interface MessagePool {
  readonly verdict: PoolVerdict;
  /** Messages and bytes that were tested. */
  readonly messages: number;
  readonly bytes: number;
  /** Left out at the beginning and at the end of each. */
  readonly skipped: number;
  readonly trailer: number;
  readonly entropyBits: number;
  readonly entropyZ: number;
  readonly chiSquareZ: number;
  readonly popcountZ: number;
}

/** Ids and hashes are uniform as well: there must be more than a few of them make, in several messages. */
export const MIN_MESSAGES = 4;
export const MIN_POOL_BYTES = 160;
const MIN_BODY_BYTES = 16;
const MIN_BODY_SHARE = 1 / 3;
/** No search behind fields goes further. */
const LONGEST_SEARCHED = 64;
const MAX_STRUCTURED_SHARE = 1 / 8;
/** Tested at once, and how often. */
const BATCH_MESSAGES = 40;
const MAX_BATCHES = 4;

const histogram = new ByteHistogram();
const pool = createPayloadPool();
const columns = createColumnStructure();

/** `messages`: different ones, of one direction, in order of time; those of `cutBytes` may have been longer. Never throws. */
export function measurePool(messages: readonly Uint8Array[], cutBytes = Number.POSITIVE_INFINITY): MessagePool {
  const [first, ...others] = batchesOf(messages).map(joined);
  if (first === undefined) return result('too_few', 0, 0, 0, 0);
  const { front, back } = fieldsOf(first);
  const whole = pool.bytes;
  if (!isHeader(columns, false)) return result('fields', pool.count, whole, 0, 0);
  load(first, front, back);
  if (pool.count < MIN_MESSAGES || pool.bytes < MIN_POOL_BYTES) {
    if (whole < UNIFORMITY_MIN_BYTES || pool.bytes >= whole * MIN_BODY_SHARE) {
      return result('too_few', pool.count, pool.bytes, front, back);
    }
    return result('fields', first.ends.length, whole, 0, 0);
  }
  return behindFields(first, others, front, back, cutBytes);
}

/** Strings of one length, longer than a block, come again at other places of the messages: ids or hashes. Messages of `cutBytes` may have been longer. */
export function holdIds(messages: readonly Uint8Array[], cutBytes = Number.POSITIVE_INFINITY): boolean {
  const { bytes, ends } = joined(messages);
  poolStretches(pool, ends);
  return repeatsIds(pool, bytes, 0, cutBytes);
}

/** The first skip behind the fields at which all batches pass; the others are not looked at for any other. */
function behindFields(
  first: Batch,
  others: readonly Batch[],
  front: number,
  back: number,
  cutBytes: number,
): MessagePool {
  const refused = result('not_uniform', pool.count, pool.bytes, front, back);
  if (isBeyondSkipping(histogram, pool)) return refused;
  findColumnStructure(pool, first.bytes, columns);
  const skips = SKIPS.filter(
    (skip) =>
      front + skip <= Math.max(front, LONGEST_SEARCHED) && structuredShare(columns, skip) <= MAX_STRUCTURED_SHARE,
  );
  for (const skip of skips) {
    const header = front + skip;
    load(first, header, back);
    const messages = pool.count;
    if (pool.bytes < MIN_POOL_BYTES || pool.bytes < MIN_BODY_SHARE * (pool.bytes + messages * (header + back))) break;
    if (!passes(first.bytes, header)) continue;
    if (hasLooseRepeat(pool, first.bytes, header + back, cutBytes))
      return result('repeating', messages, pool.bytes, header, back);
    const found = result('uniform', messages, pool.bytes, header, back);
    if (messages < MIN_MESSAGES || found.bytes < MIN_BODY_BYTES * messages) return { ...found, verdict: 'too_few' };
    let tested = { messages, bytes: found.bytes };
    const confirmed = others.every((other) => {
      load(other, header, back);
      tested = { messages: tested.messages + pool.count, bytes: tested.bytes + pool.bytes };
      return passes(other.bytes, header);
    });
    if (confirmed) return { ...found, ...tested };
  }
  return refused;
}

interface Batch {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
}

/** Spread over all of them, so that every batch has messages of the whole time. */
function batchesOf(messages: readonly Uint8Array[]): Uint8Array[][] {
  const batches = Math.max(1, Math.min(MAX_BATCHES, Math.floor(messages.length / BATCH_MESSAGES)));
  const taken = Math.min(messages.length, batches * BATCH_MESSAGES);
  const found: Uint8Array[][] = Array.from({ length: batches }, () => []);
  for (let i = 0; i < taken; i++) found[i % batches].push(messages[Math.floor((i * messages.length) / taken)]);
  return found;
}

function joined(messages: readonly Uint8Array[]): Batch {
  let end = 0;
  return { bytes: Buffer.concat(messages), ends: messages.map(({ length }) => (end += length)) };
}

/** The header and the trailer that the batch's messages have in common. */
function fieldsOf({ bytes, ends }: Batch): { front: number; back: number } {
  poolStretches(pool, ends);
  // A trailer of messages of one size would end a header that reaches to their end.
  const { back } = findColumnStructure(pool, bytes, columns);
  if (back > 0) trimPool(pool, 0, back);
  const { front } = findColumnStructure(pool, bytes, columns);
  poolStretches(pool, ends);
  return { front, back };
}

/** The batch's messages between header and trailer into the pool and the histogram. What is the same behind different headers was sent again. */
function load({ bytes, ends }: Batch, front: number, back: number): void {
  poolStretches(pool, ends);
  trimPool(pool, front, back);
  dropRepeats(pool, bytes);
  histogram.clear();
  for (let m = 0; m < pool.count; m++) histogram.add(bytes, pool.starts[m], pool.ends[m]);
}

function passes(bytes: Uint8Array, header: number): boolean {
  return (
    passesCounts(histogram) &&
    passesSerially(histogram, pool, bytes, 0) &&
    !hasAlignedStructure(pool, bytes) &&
    !hasRecordStructure(pool, bytes, 0, header)
  );
}

function result(verdict: PoolVerdict, messages: number, bytes: number, skipped: number, trailer: number): MessagePool {
  const told = verdict !== 'fields' && verdict !== 'too_few';
  return {
    verdict,
    messages,
    bytes,
    skipped,
    trailer,
    entropyBits: told ? histogram.entropyBits : 0,
    entropyZ: told ? histogram.entropyZ : 0,
    chiSquareZ: told ? histogram.chiSquareZ : 0,
    popcountZ: told ? histogram.popcountZ : 0,
  };
}
