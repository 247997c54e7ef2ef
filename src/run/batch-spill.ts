// Batches of ended flows on disk, in a temporary file without a name: what many flows take must not be memory. Made when the first is written,
// so that a small capture needs no disk.

import type { BatchFile } from '../flows/batch-pages.ts';
import { FlowSpill, openSpillFile, SpillReader } from './flow-spill.ts';

export class BatchSpill {
  readonly #folder: string;
  #reader: SpillReader | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws UserError where the folder cannot be written to. */
  open(): BatchFile {
    const descriptor = openSpillFile(this.#folder, '.cipherscope.batches');
    const spill = new FlowSpill(descriptor);
    const reader = new SpillReader(descriptor);
    this.#reader = reader;
    return {
      get bytes() {
        return spill.bytes;
      },
      append: (bytes, length) => {
        if (this.#reader !== reader) throw new Error('the spill file is closed');
        spill.append(bytes, length);
      },
      readInto: (target, offset) => {
        spill.flush();
        reader.readInto(target, offset);
      },
    };
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }
}
