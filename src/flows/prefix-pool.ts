// Memory for payload prefixes: blocks of four sizes cut from 1 MiB slabs and reused, because a typed array per flow would cost more than it holds.
// Invariant: at most MAX_SLABS slabs; a block that does not fit any more is refused and counted.

import { OWN_MEMORY_BYTES, ownMemory } from '../base/column-room.ts';
import { releaseBuffers } from '../base/columns.ts';

const SLAB_BYTES = 1 << 20;
/** Block sizes; a prefix moves to the next one as it grows. The last one is PREFIX_BYTES. */
const BLOCK_BYTES = [64, 256, 1024, 4096] as const;
/** Slabs that are cut by themselves, one a size: all that a small capture needs. What is larger would count as much as it could hold, and the engine
 *  looks for garbage by what counts: with 33 MiB a shard, in all objects twice a small capture. */
const SINGLE_SLABS = BLOCK_BYTES.length;
/** 256 MiB: room for 65,536 full prefixes open at one time in a shard, and for far more short ones. */
const MAX_SLABS = 256;
export const NO_BLOCK = -1;

export class PrefixPool {
  /** Blocks that were asked for in vain: prefixes cut short. */
  refused = 0;
  readonly #maxSlabs: number;
  readonly #slabs: Uint8Array[] = [];
  /** What the slabs are cut from: the first ones by themselves, the others from memory that goes back to the system. */
  #memory: ArrayBuffer[] = [];
  #cut = 0;
  readonly #free: number[][] = BLOCK_BYTES.map(() => []);
  /** Unused rest of the newest slab of each size. */
  readonly #next: number[] = BLOCK_BYTES.map(() => NO_BLOCK);

  constructor(maxSlabs = MAX_SLABS) {
    this.#maxSlabs = maxSlabs;
  }

  /** Bytes of the block of a size class. */
  capacity(sizeClass: number): number {
    return BLOCK_BYTES[sizeClass];
  }

  /** The smallest size class that holds `bytes`. */
  classFor(bytes: number): number {
    return bytes <= 64 ? 0 : bytes <= 256 ? 1 : bytes <= 1024 ? 2 : 3;
  }

  /** NO_BLOCK when the pool is full. */
  allocate(sizeClass: number): number {
    const free = this.#free[sizeClass];
    const reused = free.pop();
    if (reused !== undefined) return reused;
    const size = BLOCK_BYTES[sizeClass];
    let block = this.#next[sizeClass];
    if (block === NO_BLOCK) {
      if (this.#slabs.length === this.#maxSlabs) {
        this.refused += 1;
        return NO_BLOCK;
      }
      block = this.#slabs.length * SLAB_BYTES;
      this.#slabs.push(this.#slab());
    }
    this.#next[sizeClass] = (block + size) % SLAB_BYTES === 0 ? NO_BLOCK : block + size;
    return block;
  }

  release(block: number, sizeClass: number): void {
    this.#free[sizeClass].push(block);
  }

  /** Forgets all blocks and gives their memory back. */
  clear(): void {
    releaseBuffers(this.#memory);
    this.#memory = [];
    this.#cut = 0;
    this.#slabs.length = 0;
    for (const free of this.#free) free.length = 0;
    this.#next.fill(NO_BLOCK);
  }

  #slab(): Uint8Array {
    let memory = this.#memory.at(-1);
    if (memory === undefined || this.#cut + SLAB_BYTES > memory.byteLength) {
      memory = this.#slabs.length < SINGLE_SLABS ? new ArrayBuffer(SLAB_BYTES) : ownMemory(OWN_MEMORY_BYTES);
      this.#memory.push(memory);
      this.#cut = 0;
    }
    this.#cut += SLAB_BYTES;
    return new Uint8Array(memory, this.#cut - SLAB_BYTES, SLAB_BYTES);
  }

  /** The first byte of a block. */
  firstByte(block: number): number {
    return this.#slabs[(block / SLAB_BYTES) | 0][block & (SLAB_BYTES - 1)];
  }

  /** Copies `length` bytes of `source` into the block, `offset` bytes in. */
  write(block: number, offset: number, source: Uint8Array, start: number, length: number): void {
    const slab = this.#slabs[(block / SLAB_BYTES) | 0];
    const to = (block & (SLAB_BYTES - 1)) + offset;
    if (length < 48) {
      // A loop beats subarray + set for short copies.
      for (let i = 0; i < length; i++) slab[to + i] = source[start + i];
    } else {
      slab.set(source.subarray(start, start + length), to);
    }
  }

  /** Moves `length` bytes into a block of another class, frees the old one, returns the new one; NO_BLOCK, and nothing moved, when the pool is full. */
  move(block: number, from: number, to: number, length: number): number {
    const larger = this.allocate(to);
    if (larger === NO_BLOCK) return NO_BLOCK;
    this.write(larger, 0, this.#slabs[(block / SLAB_BYTES) | 0], block & (SLAB_BYTES - 1), length);
    this.release(block, from);
    return larger;
  }

  /** A view of the first `length` bytes; valid until the block is released. */
  view(block: number, length: number): Uint8Array {
    if (block === NO_BLOCK) return EMPTY;
    const at = block & (SLAB_BYTES - 1);
    return this.#slabs[(block / SLAB_BYTES) | 0].subarray(at, at + length);
  }
}

const EMPTY = new Uint8Array(0);
