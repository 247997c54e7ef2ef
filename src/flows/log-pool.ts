// Event logs of flows (messages, packets, TLS records): chains of small blocks in shared typed columns, so that a flow without events costs nothing.
// Invariant: at most MAX_BLOCKS blocks; an entry that does not fit any more is refused and counted.

import { ColumnRoom } from '../base/column-room.ts';
import { releaseBuffers } from '../base/columns.ts';

/** Most flows have a question and an answer. */
const BLOCK_ENTRIES = 4;
const FIRST_BLOCKS = 1024;
/** More blocks than a few lie in memory of their own, which has room for so many and takes what is used of it. */
const FEW_BLOCKS = 4096;
const MANY_BLOCKS = 1 << 18;
/** Of a block in all four columns. */
const BLOCK_BYTES = BLOCK_ENTRIES * 16 + 4;
/** 136 MiB: eight million entries open at one time in a shard. */
const MAX_BLOCKS = 1 << 21;
/** The most that an entry's `bytes` can say. */
const MAX_BYTES = 0xffffffff;
export const NO_LOG = -1;
/** Set in `at` when the originator sent the event. */
const FROM_ORIGINATOR = 0x80000000;

/** Where read() puts a chain: long enough for its caller. */
export interface LogView {
  count: number;
  timeUs: Float64Array;
  bytes: Uint32Array;
  fromOriginator: Uint8Array;
  at: Uint32Array;
}

export class LogPool {
  /** Entries that found no room. */
  refused = 0;
  readonly #maxBlocks: number;
  #timeUs = NO_TIMES;
  #bytes = NO_NUMBERS;
  #at = NO_NUMBERS;
  #next = NO_BLOCKS;
  #freeBlock = NO_LOG;
  #used = 0;

  constructor(maxBlocks = MAX_BLOCKS) {
    this.#maxBlocks = maxBlocks;
    this.#grow(FIRST_BLOCKS);
  }

  /**
   * Adds an entry after the `count` entries of a chain; returns the chain's last block (a new one when the old is full), NO_LOG when the
   * pool is full.
   */
  append(last: number, count: number, timeUs: number, bytes: number, fromOriginator: boolean, at: number): number {
    const within = count % BLOCK_ENTRIES;
    const block = within === 0 ? this.#extend(last) : last;
    if (block === NO_LOG) {
      this.refused += 1;
      return NO_LOG;
    }
    const entry = block * BLOCK_ENTRIES + within;
    this.#timeUs[entry] = timeUs;
    this.#bytes[entry] = bytes;
    this.#at[entry] = fromOriginator ? at + FROM_ORIGINATOR : at;
    return block;
  }

  /** Adds bytes to the last of `count` entries. */
  extendLast(last: number, count: number, bytes: number): void {
    const entry = last * BLOCK_ENTRIES + ((count - 1) % BLOCK_ENTRIES);
    this.#bytes[entry] = Math.min(MAX_BYTES, this.#bytes[entry] + bytes);
  }

  read(first: number, count: number, out: LogView): void {
    let block = first;
    out.count = count;
    for (let i = 0; i < count; i++) {
      const within = i % BLOCK_ENTRIES;
      if (i > 0 && within === 0) block = this.#next[block];
      const entry = block * BLOCK_ENTRIES + within;
      const at = this.#at[entry];
      out.timeUs[i] = this.#timeUs[entry];
      out.bytes[i] = this.#bytes[entry];
      out.fromOriginator[i] = at >= FROM_ORIGINATOR ? 1 : 0;
      out.at[i] = at >= FROM_ORIGINATOR ? at - FROM_ORIGINATOR : at;
    }
  }

  /** Gives a whole chain back. */
  release(first: number, last: number): void {
    if (first === NO_LOG) return;
    this.#next[last] = this.#freeBlock;
    this.#freeBlock = first;
  }

  /** Forgets all chains and gives their memory back. */
  clear(): void {
    releaseBuffers([this.#next.buffer]);
    this.#timeUs = NO_TIMES;
    this.#bytes = NO_NUMBERS;
    this.#at = NO_NUMBERS;
    this.#next = NO_BLOCKS;
    this.#grow(FIRST_BLOCKS);
    this.#freeBlock = NO_LOG;
    this.#used = 0;
  }

  #extend(last: number): number {
    let block = this.#freeBlock;
    if (block !== NO_LOG) {
      this.#freeBlock = this.#next[block];
    } else {
      if (this.#used === this.#maxBlocks) return NO_LOG;
      block = this.#used++;
      if (block === this.#next.length) {
        const blocks = this.#next.length * 2;
        const old = this.#next.buffer;
        this.#grow(blocks > FEW_BLOCKS ? Math.max(blocks, MANY_BLOCKS) : blocks);
        releaseBuffers([old]);
      }
    }
    this.#next[block] = NO_LOG;
    if (last !== NO_LOG) this.#next[last] = block;
    return block;
  }

  /** Room for `blocks` blocks, of which those that there are keep what they hold. */
  #grow(blocks: number): void {
    const room = new ColumnRoom(blocks * BLOCK_BYTES, 4);
    const entries = blocks * BLOCK_ENTRIES;
    const before = [this.#timeUs, this.#bytes, this.#at, this.#next] as const;
    this.#timeUs = room.take(Float64Array, entries);
    this.#bytes = room.take(Uint32Array, entries);
    this.#at = room.take(Uint32Array, entries);
    this.#next = room.take(Int32Array, blocks);
    this.#timeUs.set(before[0]);
    this.#bytes.set(before[1]);
    this.#at.set(before[2]);
    this.#next.set(before[3]);
  }
}

const NO_TIMES = new Float64Array(0);
const NO_NUMBERS = new Uint32Array(0);
const NO_BLOCKS = new Int32Array(0);
