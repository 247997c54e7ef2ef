// Lines of a file that another thread still writes, read as they come: nothing is copied between the two, and neither waits for the other's memory.

import { readSync } from 'node:fs';

const BLOCK_BYTES = 1 << 19;
const NEWLINE = 10;

/** Positions of what both threads share. */
const GROWN = 0;
const ENDED = 1;

export class LineFollower {
  readonly shared: SharedArrayBuffer;
  readonly #state: Int32Array;

  /** `shared`: of the follower in another thread. */
  constructor(shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#state = new Int32Array(shared);
  }

  /** More whole lines are in the file. */
  grown(): void {
    Atomics.add(this.#state, GROWN, 1);
    Atomics.notify(this.#state, GROWN);
  }

  /** All lines are. */
  ended(): void {
    Atomics.store(this.#state, ENDED, 1);
    this.grown();
  }

  /** Blocks of whole lines, each valid until the next is asked for; waits for those that are to come. */
  *blocks(descriptor: number): Generator<Uint8Array> {
    let block = Buffer.allocUnsafe(BLOCK_BYTES);
    let used = 0;
    let position = 0;
    for (;;) {
      const grown = Atomics.load(this.#state, GROWN);
      // Asked before reading: what is written until the end is there.
      const isWhole = Atomics.load(this.#state, ENDED) === 1;
      for (;;) {
        if (used === block.length) block = Buffer.concat([block], 2 * block.length);
        const read = readSync(descriptor, block, used, block.length - used, position);
        if (read === 0) break;
        position += read;
        used += read;
        const end = block.subarray(0, used).lastIndexOf(NEWLINE) + 1;
        if (end === 0) continue;
        yield block.subarray(0, end);
        block.copyWithin(0, end, used);
        used -= end;
      }
      if (isWhole) return;
      Atomics.wait(this.#state, GROWN, grown);
    }
  }
}
