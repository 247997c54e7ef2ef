// UIDs that tools write into packet comments: PCAPdroid's `u-10234`, ptcpdump's `UserId: 10234`. The UID is signed; -1 says unknown.

import { NO_UID } from './capture-record.ts';

/** The UID in a comment of `length` bytes at `at`, or NO_UID. Reads bytes, because it runs for every packet of such captures. */
export function uidOfComment(bytes: Uint8Array, at: number, length: number): number {
  const end = at + Math.min(length, 4096);
  if (length >= 3 && bytes[at] === 0x75 && bytes[at + 1] === 0x2d) return signedDecimal(bytes, at + 2, at + length);
  for (let i = at; i + 8 <= end; i++) {
    if (bytes[i] === 0x55 && isUserId(bytes, i)) {
      let from = i + 7;
      while (from < end && bytes[from] === 0x20) from++;
      let to = from;
      while (to < end && bytes[to] !== 0x0a && bytes[to] !== 0x0d && bytes[to] !== 0) to++;
      return signedDecimal(bytes, from, to);
    }
  }
  return NO_UID;
}

const USER_ID = [0x55, 0x73, 0x65, 0x72, 0x49, 0x64, 0x3a];

function isUserId(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < USER_ID.length; i++) if (bytes[at + i] !== USER_ID[i]) return false;
  return true;
}

function signedDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 0x2d;
  if (negative) at++;
  while (end > at && (bytes[end - 1] === 0 || bytes[end - 1] === 0x20)) end--;
  if (at >= end || end - at > 10) return NO_UID;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return NO_UID;
    value = value * 10 + digit;
  }
  if (value > 0xffffffff) return NO_UID;
  return negative ? -value : value | 0;
}
