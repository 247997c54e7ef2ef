// Does a string of eleven bytes come twice in bytes that look random? Ids, names and coordinates of a protocol in the clear do; of 2,048 bytes of
// ciphertext one in 10^13 does. Repetitions on a grid of eight bytes are left to block ciphers, which encrypt equal blocks alike.

import type { PayloadPool } from './payload-pool.ts';

const RUN_BYTES = 8;
const BLOCK_MASK = 7;
const SLOTS = 2048;
/** Every fourth run is kept to compare with: what repeats eleven bytes is found. */
const STRIDE = 4;
/** Multiplier of Fibonacci hashing (Knuth, TAOCP 3, §6.4). */
const HASH_FACTOR = 0x9e3779b1;

/** Position + 1 of the first run of each hash; 0 for none. */
const slots = new Uint16Array(SLOTS);
/** Of the run in each slot: its distance from the beginning of its message. */
const distances = new Uint16Array(SLOTS);

/** The stretches of `pool`, 2048 bytes at most, each without its first `skip` bytes. */
export function hasRepeatedRun(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  slots.fill(0);
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    for (let at = start; at + RUN_BYTES <= pool.ends[m]; at++) {
      let slot = hashAt(bytes, at);
      for (; slots[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
        const before = slots[slot] - 1;
        if (!isSame(bytes, before, at)) continue;
        if (!isOfBlocks(bytes, before, distances[slot], at, at - start)) return true;
        break;
      }
      if (((at - start) & (STRIDE - 1)) !== 0 || slots[slot] !== 0) continue;
      slots[slot] = at + 1;
      distances[slot] = at - start;
    }
  }
  return false;
}

/** A block of eight bytes on the grid comes twice, in messages that are no whole blocks behind their header: ids, which no block cipher made. */
export function hasLooseRepeat(pool: PayloadPool, bytes: Uint8Array): boolean {
  const rests = new Set<number>();
  const seen = new Set<string>();
  let repeated = false;
  for (let m = 0; m < pool.count; m++) {
    let at = pool.starts[m];
    for (; at + RUN_BYTES <= pool.ends[m]; at += RUN_BYTES) {
      const block = Buffer.from(bytes.subarray(at, at + RUN_BYTES)).toString('latin1');
      repeated ||= seen.has(block);
      seen.add(block);
    }
    rests.add(pool.ends[m] - at);
  }
  return repeated && rests.size > 1;
}

/** Both stand alike to the grid, and the block in which they begin, or the next, is the same. */
function isOfBlocks(bytes: Uint8Array, a: number, distanceA: number, b: number, distanceB: number): boolean {
  const phase = distanceA & BLOCK_MASK;
  if (phase !== (distanceB & BLOCK_MASK)) return false;
  return isSame(bytes, a - phase, b - phase) || isSame(bytes, a - phase + RUN_BYTES, b - phase + RUN_BYTES);
}

function hashAt(bytes: Uint8Array, at: number): number {
  const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  return Math.imul(word, HASH_FACTOR) >>> 21;
}

function isSame(bytes: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < RUN_BYTES; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}
