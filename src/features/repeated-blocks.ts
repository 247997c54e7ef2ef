// Repeated cipher blocks: ECB seals equal blocks of plaintext alike (NIST SP 800-38A §6.1), any other mode repeats a block of 16 bytes once in
// 2^128 pairs. Blocks are aligned to the beginning or to the end of each message; what stands at one place of every message is a header.

import { createPayloadPool, poolSpans } from './payload-pool.ts';
import { repeatsIds } from './repeated-run.ts';
import { measureBytes, type Uniformity } from './uniformity.ts';

/** A stretch of bytes by where it begins and ends: a message, a body. */
export interface BlockSpan {
  readonly start: number;
  readonly end: number;
}

export interface RepeatedBlocks {
  readonly blockBytes: 8 | 16;
  /** Blocks that were there before, at another place of a message. */
  readonly repeats: number;
  /** Where the first of them was before, and where it is again: offsets in the bytes. */
  readonly first: number;
  readonly again: number;
  /** Blocks that were compared. */
  readonly blocks: number;
  /** −log2 of the chance that random bytes show one repeat, less the alignments and sizes that were tried. */
  readonly chanceBits: number;
  /** The blocks that are different, tested as one run: ciphertext stays uniform when its repeats are taken out. */
  readonly distinct: Uniformity;
}

const MIN_BLOCKS = 6;
const MAX_BLOCKS = 512;
const SLOTS = 1024;
/** Sizes 8 and 16, from the beginning and from the end. */
const TRIED_BITS = 2;
/** Random blocks have fewer different bytes once in 2,000 (8) or 200,000 (16) times; counters, zeros and padding always do. */
const MIN_DIFFERENT: Record<8 | 16, number> = { 8: 6, 16: 12 };

const pool = createPayloadPool();
const slots = new Int32Array(SLOTS);
const starts = new Int32Array(MAX_BLOCKS);
const places = new Int32Array(MAX_BLOCKS);
const messages = new Int32Array(MAX_BLOCKS);
const isRepeated = new Uint8Array(MAX_BLOCKS);

/** Undefined where no block of the spans repeats another's bytes, or what repeats are ids. Never throws. */
export function findRepeatedBlocks(bytes: Uint8Array, spans: readonly BlockSpan[]): RepeatedBlocks | undefined {
  // A repeat of sixteen bytes is two of eight: most bytes are done with here.
  const begun = comparedBlocks(bytes, spans, 8, false);
  const isOne = spans.every(({ start, end }) => (end - start) % 8 === 0);
  const ended = isOne ? begun : comparedBlocks(bytes, spans, 8, true);
  if (begun.repeats + ended.repeats === 0) return undefined;
  poolSpans(pool, spans);
  if (repeatsIds(pool, bytes, 0)) return undefined;
  // A run of equal blocks repeats out of step too, but less of it.
  const fromEnd = ended.repeats > begun.repeats || isOddRest(spans, begun.repeats === ended.repeats);
  const small = fromEnd ? ended : begun;
  const large = comparedBlocks(bytes, spans, 16, fromEnd);
  // Blocks of eight repeat on their own as well.
  if (large.repeats > 0 && small.repeats <= 2 * large.repeats) return result(bytes, 16, large);
  return result(bytes, 8, comparedBlocks(bytes, spans, 8, fromEnd));
}

/** Sizes that are whole blocks of eight and not of sixteen: both alignments repeat alike, and the end is that of the cipher's output. */
function isOddRest(spans: readonly BlockSpan[], isTie: boolean): boolean {
  return isTie && spans.some(({ start, end }) => (end - start) % 16 !== 0);
}

interface Compared {
  readonly blocks: number;
  readonly repeats: number;
  readonly first: number;
  readonly again: number;
}

function comparedBlocks(bytes: Uint8Array, spans: readonly BlockSpan[], size: 8 | 16, fromEnd: boolean): Compared {
  slots.fill(-1);
  let blocks = 0;
  let repeats = 0;
  let first = 0;
  let again = 0;
  for (let m = 0; m < spans.length; m++) {
    const { start, end } = spans[m];
    let at = fromEnd ? start + ((end - start) % size) : start;
    for (let place = 0; at + size <= end && blocks < MAX_BLOCKS; at += size, place++) {
      starts[blocks] = at;
      places[blocks] = place;
      messages[blocks] = m;
      isRepeated[blocks] = 0;
      const earlier = enter(bytes, blocks, size);
      if (earlier >= 0) {
        isRepeated[blocks] = 1;
        if ((messages[earlier] === m || places[earlier] !== place) && isVaried(bytes, at, size) && repeats++ === 0) {
          first = starts[earlier];
          again = at;
        }
      }
      blocks++;
    }
  }
  return { blocks, repeats: blocks < MIN_BLOCKS ? 0 : repeats, first, again };
}

/** Number of the earlier block with the same bytes; −1 where there is none, and the block is kept. */
function enter(bytes: Uint8Array, block: number, size: number): number {
  const at = starts[block];
  let hash = 0;
  for (let i = 0; i < size; i += 4) {
    const word = bytes[at + i] | (bytes[at + i + 1] << 8) | (bytes[at + i + 2] << 16) | (bytes[at + i + 3] << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const known = slots[slot];
    if (known < 0) {
      slots[slot] = block;
      return -1;
    }
    if (isEqual(bytes, starts[known], at, size)) return known;
  }
}

function isEqual(bytes: Uint8Array, a: number, b: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

function isVaried(bytes: Uint8Array, at: number, size: 8 | 16): boolean {
  let different = 0;
  for (let i = 0; i < size; i++) {
    let isNew = true;
    for (let k = 0; k < i && isNew; k++) isNew = bytes[at + k] !== bytes[at + i];
    if (isNew) different++;
  }
  return different >= MIN_DIFFERENT[size];
}

/** Of the comparison that ran last. */
function result(bytes: Uint8Array, blockBytes: 8 | 16, compared: Compared): RepeatedBlocks {
  const { blocks } = compared;
  const distinct = new Uint8Array(blocks * blockBytes);
  let filled = 0;
  for (let i = 0; i < blocks; i++) {
    if (isRepeated[i] === 1) continue;
    distinct.set(bytes.subarray(starts[i], starts[i] + blockBytes), filled);
    filled += blockBytes;
  }
  const pairs = (blocks * (blocks - 1)) / 2;
  const chanceBits = Math.max(0, 8 * blockBytes - Math.log2(pairs) - TRIED_BITS);
  return { ...compared, blockBytes, chanceBits, distinct: measureBytes(distinct.subarray(0, filled)) };
}
