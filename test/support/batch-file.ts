// A file of batches that is memory, and what was asked of it.

import type { BatchFile } from '../../src/flows/batch-pages.ts';

export function batchFile(): { file: BatchFile; asked: number[] } {
  let content = Buffer.alloc(0);
  const asked: number[] = [];
  const file: BatchFile = {
    get bytes() {
      return content.length;
    },
    append: (bytes, length) => {
      content = Buffer.concat([content, bytes.subarray(0, length)]);
    },
    readInto: (target, offset) => {
      asked.push(offset);
      target.set(content.subarray(offset, offset + target.length));
    },
  };
  return { file, asked };
}
