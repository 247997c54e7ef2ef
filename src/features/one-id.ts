// Messages that hold one id, hash, code or token each behind their header, and nothing else that is uniform: of ciphertext they cannot be told.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { Uniformity } from './uniformity.ts';

/** Hashes, ids and tokens of 16, 20 and 32 bytes, with up to four bytes of the header that are uniform too. What is that long in every message may be one. */
const ID_SIZES: readonly (readonly [from: number, to: number])[] = [
  [0, 22],
  [32, 36],
];

export function isIdSize(bytes: number): boolean {
  return ID_SIZES.some(([from, to]) => bytes >= from && bytes <= to);
}

/** Bytes behind the skipped header where all of the direction's messages are of one size and have so many left as one id has. */
export function oneIdOf(flow: FinishedFlow, fromOriginator: 0 | 1, found: Uniformity): number | undefined {
  if (found.verdict !== 'uniform' || found.unit !== 'message' || found.skipped === 0) return undefined;
  const { messages } = flow;
  let number = 0;
  let size: number | undefined;
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
    if (number++ < found.openingMessages) continue;
    size ??= messages.bytes[i];
    if (messages.bytes[i] !== size) return undefined;
  }
  const left = (size ?? 0) - found.skipped;
  return left > 0 && isIdSize(left) ? left : undefined;
}
