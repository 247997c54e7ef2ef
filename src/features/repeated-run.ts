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

const runs: Run[] = [];
/** Position + 1 of the first run of each hash; 0 for none. */
const slots = new Uint16Array(SLOTS);
/** Of the run in each slot: its distance from the beginning of its message. */
const distances = new Uint16Array(SLOTS);

/** Of hashes and keys that are longer than a block; what block ciphers repeat is as long as the text that was. */
const ID_BYTES = [20, 28, 32];
const MIN_IDS = 3;
/** Bytes beside an id that are equal by chance. */
const CHANCE_BYTES = 1;

/** The stretches of `pool`, 2048 bytes at most, each without its first `skip` bytes. */
export function hasRepeatedRun(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  return findRuns(pool, bytes, skip, true) || areIds();
}

/**
 * What comes again at other places are different strings of one length, longer than a block: ids or hashes, which no block cipher made. Stretches of
 * `cutBytes` and more may have been cut, and strings at their ends.
 */
export function repeatsIds(
  pool: PayloadPool,
  bytes: Uint8Array,
  skip: number,
  cutBytes = Number.POSITIVE_INFINITY,
): boolean {
  findRuns(pool, bytes, skip, false, (m) => pool.ends[m] - pool.starts[m] < cutBytes);
  return areIds();
}

/** The same without a skip, where one of them at least comes again in a place that `counts`: where it begins, and where it was met again. */
export function findRepeatedId(
  pool: PayloadPool,
  bytes: Uint8Array,
  counts: (at: number) => boolean,
): RepeatedId | undefined {
  findRuns(pool, bytes, 0, false);
  const one = areIds() ? runs.find(({ again }) => counts(again)) : undefined;
  return one === undefined ? undefined : { bytes: one.bytes, first: one.from, again: one.again };
}

export interface RepeatedId {
  readonly bytes: number;
  readonly first: number;
  readonly again: number;
}

/** Collects strings that come again at another place. `endsOffGrid`: true is returned for the first one that is off the grid of blocks. */
function findRuns(
  pool: PayloadPool,
  bytes: Uint8Array,
  skip: number,
  endsOffGrid: boolean,
  isWhole: (m: number) => boolean = () => true,
): boolean {
  slots.fill(0);
  runs.length = 0;
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m] + skip;
    let runEnd = 0;
    for (let at = start; at + RUN_BYTES <= pool.ends[m]; at++) {
      let slot = hashAt(bytes, at);
      for (; slots[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
        const before = slots[slot] - 1;
        if (!isSame(bytes, before, at)) continue;
        if (endsOffGrid && !isOfBlocks(bytes, before, distances[slot], at, at - start)) return true;
        if (at >= runEnd && distances[slot] !== at - start) {
          const run = runAt(bytes, before - distances[slot], before, start, at, pool.ends[m]);
          runEnd = at + run.after;
          // The last message may be cut, and a string in it.
          if ((m < pool.count - 1 && isWhole(m)) || runEnd < pool.ends[m]) runs.push(run);
        }
        break;
      }
      if (((at - start) & (STRIDE - 1)) !== 0 || slots[slot] !== 0) continue;
      slots[slot] = at + 1;
      distances[slot] = at - start;
    }
  }
  return false;
}

/** A string that comes twice: where it began first and again, its bytes in all and from where it was met. */
interface Run {
  readonly from: number;
  readonly again: number;
  readonly bytes: number;
  readonly after: number;
}

/** `firstStart`: of the message in which the string stood first. */
function runAt(bytes: Uint8Array, firstStart: number, first: number, start: number, at: number, end: number): Run {
  let ahead = 0;
  while (first - ahead > firstStart && at - ahead > start && bytes[first - ahead - 1] === bytes[at - ahead - 1])
    ahead++;
  let after = RUN_BYTES;
  while (at + after < end && bytes[first + after] === bytes[at + after]) after++;
  return { from: first - ahead, again: at - ahead, bytes: ahead + after, after };
}

/** Different strings of one length, or of several such one behind the other. */
function areIds(): boolean {
  if (runs.length < MIN_IDS || new Set(runs.map(({ from }) => from)).size < MIN_IDS) return false;
  const least = runs.reduce((shortest, { bytes }) => Math.min(shortest, bytes), Number.POSITIVE_INFINITY);
  const id = ID_BYTES.find((bytes) => least >= bytes && least <= bytes + CHANCE_BYTES);
  return id !== undefined && runs.every(({ bytes }) => bytes % id <= CHANCE_BYTES);
}

/**
 * A block of eight bytes on the grid comes again at another place, in messages that are no whole blocks behind their header: ids, which no block
 * cipher made. Messages of `cutBytes` and more, in front of which `header` bytes were left out, may have been cut: their ends say nothing.
 */
export function hasLooseRepeat(pool: PayloadPool, bytes: Uint8Array, header: number, cutBytes: number): boolean {
  const rests = new Set<number>();
  const places = new Map<string, number>();
  let repeated = false;
  for (let m = 0; m < pool.count; m++) {
    const start = pool.starts[m];
    let at = start;
    for (; at + RUN_BYTES <= pool.ends[m]; at += RUN_BYTES) {
      const block = Buffer.from(bytes.subarray(at, at + RUN_BYTES)).toString('latin1');
      const place = places.get(block) ?? at - start;
      repeated ||= place !== at - start;
      places.set(block, place);
    }
    if (header + pool.ends[m] - start < cutBytes) rests.add(pool.ends[m] - at);
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
