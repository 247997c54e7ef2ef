// Ids or hashes that a side names again, or the other does, at another place of its messages: what is asked for and what is answered. Three strings of
// 20, 28 or 32 bytes that come again are none by chance (2^−150), and no cipher makes them: what it seals anew looks anew.
// Invariant: strings at one place of all messages are a header, and say nothing.

import { type FinishedFlow, MEASURED_BYTES } from '../flows/finished-flow.ts';
import type { PayloadPool } from './payload-pool.ts';
import { findRepeatedId } from './repeated-run.ts';

const MESSAGE_CAP = 48;

/** A string, and the stream offsets at which it was met. */
export interface ExchangedId {
  readonly bytes: number;
  readonly first: StreamPlace;
  readonly again: StreamPlace;
}

export interface StreamPlace {
  readonly fromOriginator: 0 | 1;
  readonly offset: number;
}

const bytes = new Uint8Array(2 * MEASURED_BYTES);
const pool: PayloadPool = {
  count: 0,
  bytes: 0,
  starts: new Uint32Array(MESSAGE_CAP),
  ends: new Uint32Array(MESSAGE_CAP),
  masked: false,
};

/**
 * Of the first messages of both directions; `origFrom`, `respFrom`: stream offsets from which on one at least must come again. Undefined where there are no
 * such ids. Never throws.
 */
export function findExchangedId(flow: FinishedFlow, origFrom: number, respFrom: number): ExchangedId | undefined {
  const { messages } = flow;
  const places: StreamPlace[] = [];
  pool.count = 0;
  pool.bytes = 0;
  for (let i = 0; i < messages.count && pool.count < MESSAGE_CAP && pool.bytes < bytes.length; i++) {
    const fromOriginator = messages.fromOriginator[i] === 1 ? 1 : 0;
    const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
    const offset = messages.prefixOffset[i];
    if (messages.bytes[i] === 0 || offset >= prefix.length) continue;
    const end = Math.min(prefix.length, offset + messages.bytes[i], offset + bytes.length - pool.bytes);
    bytes.set(prefix.subarray(offset, end), pool.bytes);
    pool.starts[pool.count] = pool.bytes;
    pool.bytes += end - offset;
    pool.ends[pool.count++] = pool.bytes;
    places.push({ fromOriginator, offset });
  }
  const found = findRepeatedId(pool, bytes, (at) => {
    const { fromOriginator, offset } = placeOf(at, places);
    return offset >= (fromOriginator === 1 ? origFrom : respFrom);
  });
  if (found === undefined) return undefined;
  return { bytes: found.bytes, first: placeOf(found.first, places), again: placeOf(found.again, places) };
}

function placeOf(at: number, places: readonly StreamPlace[]): StreamPlace {
  let m = 0;
  while (m + 1 < pool.count && pool.starts[m + 1] <= at) m++;
  const { fromOriginator, offset } = places[m];
  return { fromOriginator, offset: offset + at - pool.starts[m] };
}
