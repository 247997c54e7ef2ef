// UIDs that tools write into packet comments: PCAPdroid's `u-10234`, ptcpdump's `UserId: 10234`. The UID is signed; -1 says unknown.
// Only a comment that begins so counts: the rest of ptcpdump's comments holds command lines, which an app chooses itself.

import { NO_UID } from './capture-record.ts';

const PCAPDROID = Uint8Array.from([0x75, 0x2d]); // u-
const PTCPDUMP = Uint8Array.from([0x55, 0x73, 0x65, 0x72, 0x49, 0x64, 0x3a, 0x20]); // UserId:␠

/** The UID in a comment of `length` bytes at `at`, or NO_UID. Reads bytes, because it runs for every packet of such captures. */
export function uidOfComment(bytes: Uint8Array, at: number, length: number): number {
  const prefix = bytes[at] === PCAPDROID[0] ? PCAPDROID : PTCPDUMP;
  if (length <= prefix.length) return NO_UID;
  for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return NO_UID;
  return signedDecimal(bytes, at + prefix.length, at + length);
}

/** The whole of `start` … `end` as a number, but for a terminating NUL or line end. 32 bits wide, read unsigned by some writers. */
function signedDecimal(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  if (last > start && (bytes[last - 1] === 0 || bytes[last - 1] === 0x0a)) last--;
  const negative = bytes[start] === 0x2d;
  const first = negative ? start + 1 : start;
  if (first >= last || last - first > 10) return NO_UID;
  let value = 0;
  for (let at = first; at < last; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return NO_UID;
    value = value * 10 + digit;
  }
  if (negative) return value > 0x7fffffff ? NO_UID : -value | 0;
  return value > 0xffffffff ? NO_UID : value | 0;
}
