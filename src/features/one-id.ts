// Messages that hold one id, hash, code or token each behind their header, and nothing else that is uniform: of ciphertext they cannot be told.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { Uniformity } from './uniformity.ts';

/** Hashes, ids and tokens of 16, 20 and 32 bytes, with up to four bytes of the header that are uniform too. What is that long in every message may be one. */
const ID_SIZES: readonly (readonly [from: number, to: number])[] = [
  [0, 22],
  [32, 36],
];
/** Beside an id that all messages have: two of 20 bytes, an id and a code of 16 and 32, or a signature of 64, with as much of the header. */
const SIZES_BESIDE_AN_ID: readonly (readonly [from: number, to: number])[] = [
  [0, 52],
  [64, 68],
];
/** An id that all messages have: adjacent bytes, of which few are alike. Magics and versions are shorter, numbers and padding are zeros. */
const ID_BYTES = 8;
const MIN_DIFFERENT = 6;

/** `hasId`: the messages have an id in common as well. */
export function isIdSize(bytes: number, hasId = false): boolean {
  return (hasId ? SIZES_BESIDE_AN_ID : ID_SIZES).some(([from, to]) => bytes >= from && bytes <= to);
}

/** All messages have eight bytes or more at one place of their first `header` that look like an id. */
export function shareAnId(messages: readonly Uint8Array[], header: number): boolean {
  if (messages.length < 2) return false;
  const [first] = messages;
  const end = messages.reduce((least, { length }) => Math.min(least, length), header);
  let run = 0;
  for (let at = 0; at < end; at++) {
    run = messages.every((message) => message[at] === first[at]) ? run + 1 : 0;
    if (run >= ID_BYTES && new Set(first.subarray(at + 1 - ID_BYTES, at + 1)).size >= MIN_DIFFERENT) return true;
  }
  return false;
}

/** Bytes behind the skipped header where all of the direction's messages are of one size and have so many left as one id has. */
export function oneIdOf(flow: FinishedFlow, fromOriginator: 0 | 1, found: Uniformity): number | undefined {
  if (found.verdict !== 'uniform' || found.unit !== 'message' || found.skipped === 0) return undefined;
  const { messages } = flow;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const kept: Uint8Array[] = [];
  let number = 0;
  let size: number | undefined;
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    if (number++ < found.openingMessages) continue;
    size ??= messages.bytes[i];
    if (messages.bytes[i] !== size) return undefined;
    const start = messages.prefixOffset[i];
    if (start + size <= prefix.length) kept.push(prefix.subarray(start, start + size));
  }
  const left = (size ?? 0) - found.skipped;
  return left > 0 && isIdSize(left, shareAnId(kept, found.skipped)) ? left : undefined;
}
