// The stretches of one direction whose bytes are tested together, 2048 at most: its first messages, those after a clear opening, or the
// bodies of its frames. Coded keys and ML-KEM keys, which are not uniform by their nature, are cut out.

import { type FinishedFlow, MEASURED_BYTES, PREFIX_BYTES } from '../flows/finished-flow.ts';
import type { FlowKey } from './key-artefact.ts';
import type { LengthPrefix } from './length-prefix.ts';

const POOL_CAP = 48;
/** More messages add little, and their headers cost tests. */
const POOLED_MESSAGES = 12;
/** Keys that cannot be there by chance are cut out. */
const MASKED_MIN_BITS = 60;

/** One reused list of stretches of a direction's prefix. */
export interface PayloadPool {
  count: number;
  bytes: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** A key was cut out. */
  masked: boolean;
}

export function createPayloadPool(): PayloadPool {
  return { count: 0, bytes: 0, starts: new Uint32Array(POOL_CAP), ends: new Uint32Array(POOL_CAP), masked: false };
}

/** A run of bytes as one message. */
export function poolBytes(pool: PayloadPool, bytes: Uint8Array): void {
  clear(pool);
  push(pool, 0, bytes.length);
}

/** Runs of bytes one behind the other, a stretch each. */
export function poolStretches(pool: PayloadPool, ends: readonly number[]): void {
  clear(pool);
  let start = 0;
  for (const end of ends) {
    push(pool, start, end);
    start = end;
  }
}

/** Runs of bytes anywhere, a stretch each. */
export function poolSpans(pool: PayloadPool, spans: readonly { readonly start: number; readonly end: number }[]): void {
  clear(pool);
  for (const { start, end } of spans) push(pool, start, end);
}

/** The direction's messages from number `first` on; `keys`: those of the flow. */
export function poolMessages(
  pool: PayloadPool,
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  first: number,
  keys: readonly FlowKey[],
): void {
  const prefix = (fromOriginator === 1 ? flow.orig : flow.resp).prefix;
  const length = Math.min(prefix.length, first === 0 ? MEASURED_BYTES : PREFIX_BYTES);
  const log = flow.messages;
  clear(pool);
  let seen = 0;
  for (let i = 0; i < log.count && pool.count < POOLED_MESSAGES; i++) {
    const start = log.prefixOffset[i];
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] === 0 || start >= length) continue;
    if (seen++ < first) continue;
    pushMasked(pool, fromOriginator, start, Math.min(length, start + log.bytes[i]), keys);
  }
}

/** The bodies of the direction's frames from number `first` on. */
export function poolFrames(
  pool: PayloadPool,
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  framing: LengthPrefix,
  first: number,
  keys: readonly FlowKey[],
): void {
  const prefix = (fromOriginator === 1 ? flow.orig : flow.resp).prefix;
  clear(pool);
  let seen = 0;
  let at = framing.from;
  while (at < prefix.length && pool.count < POOL_CAP && pool.bytes < MEASURED_BYTES) {
    const field = at + framing.offset;
    let header = framing.offset + framing.width;
    let value = 0;
    if (framing.width === 0) {
      let shift = 1;
      let last = field;
      while (last < prefix.length && prefix[last] >= 0x80 && last - field < 4) {
        value += (prefix[last++] & 0x7f) * shift;
        shift *= 128;
      }
      value += (prefix[last] ?? 0) * shift;
      header += last + 1 - field;
      value += header;
    } else {
      for (let i = 0; i < framing.width; i++) {
        value = value * 256 + (prefix[field + (framing.littleEndian ? framing.width - 1 - i : i)] ?? 0);
      }
    }
    const length = value + framing.added;
    if (length < header) return;
    if (seen++ >= first) pushMasked(pool, fromOriginator, at + header, Math.min(prefix.length, at + length), keys);
    at += length;
  }
}

/** Takes out messages that repeat an earlier one to the last byte: they say nothing new. */
export function dropRepeats(pool: PayloadPool, bytes: Uint8Array): void {
  let kept = 0;
  pool.bytes = 0;
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m];
    const end = pool.ends[m];
    if (isRepeated(pool, bytes, kept, start, end)) continue;
    pool.starts[kept] = start;
    pool.ends[kept++] = end;
    pool.bytes += end - start;
  }
  pool.count = kept;
}

/** Takes `front` bytes from the beginning and `back` from the end of every stretch; those that are not longer go. */
export function trimPool(pool: PayloadPool, front: number, back: number): void {
  let kept = 0;
  pool.bytes = 0;
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + front;
    const end = pool.ends[m] - back;
    if (end <= start) continue;
    pool.starts[kept] = start;
    pool.ends[kept++] = end;
    pool.bytes += end - start;
  }
  pool.count = kept;
}

function isRepeated(pool: PayloadPool, bytes: Uint8Array, before: number, start: number, end: number): boolean {
  for (let m = 0; m < before; m++) {
    const from = pool.starts[m];
    if (pool.ends[m] - from !== end - start) continue;
    let at = start;
    while (at < end && bytes[at] === bytes[from + at - start]) at++;
    if (at === end) return true;
  }
  return false;
}

/** What is left of a stretch around the keys inside it. */
function pushMasked(
  pool: PayloadPool,
  fromOriginator: 0 | 1,
  start: number,
  end: number,
  keys: readonly FlowKey[],
): void {
  let from = start;
  for (const key of keys) {
    const keyEnd = key.offset + key.length;
    if (key.fromOriginator !== fromOriginator || key.chanceBits < MASKED_MIN_BITS || key.form === 'point') continue;
    if (keyEnd <= from || key.offset >= end) continue;
    pool.masked = true;
    push(pool, from, key.offset);
    from = keyEnd;
  }
  push(pool, from, end);
}

function push(pool: PayloadPool, start: number, wanted: number): void {
  const end = Math.min(wanted, start + MEASURED_BYTES - pool.bytes);
  if (end <= start || pool.count === POOL_CAP) return;
  pool.starts[pool.count] = start;
  pool.ends[pool.count++] = end;
  pool.bytes += end - start;
}

function clear(pool: PayloadPool): void {
  pool.count = 0;
  pool.bytes = 0;
  pool.masked = false;
}
