// A file of lines, read in blocks of whole ones: memory is that of a block, or of the longest line.

import { readSync } from 'node:fs';

const BLOCK_BYTES = 1 << 19;
const NEWLINE = 10;

/** Each block is valid until the next is asked for; what follows the last newline is left out. */
export function* lineBlocks(descriptor: number): Generator<Uint8Array> {
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let used = 0;
  let position = 0;
  for (;;) {
    if (used === block.length) block = Buffer.concat([block], 2 * block.length);
    const read = readSync(descriptor, block, used, block.length - used, position);
    if (read === 0) return;
    position += read;
    used += read;
    const end = block.subarray(0, used).lastIndexOf(NEWLINE) + 1;
    if (end === 0) continue;
    yield block.subarray(0, end);
    block.copyWithin(0, end, used);
    used -= end;
  }
}
