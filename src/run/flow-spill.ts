// Finished flow lines that wait for their app, in a temporary file that loses its name before anything is written to it: whatever ends the
// process, nothing stays behind. Each worker writes its own; positions in it are byte offsets.

import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { outputError } from '../report/output-error.ts';

const BLOCK_BYTES = 1 << 20;

/** A descriptor for FlowSpill and SpillReader, valid in every thread until closed. */
export function openSpillFile(folder: string, name: string): number {
  const path = join(folder, name);
  try {
    rmSync(path, { force: true });
    // 'wx' never follows a link that stands there.
    const descriptor = openSync(path, 'wx+', 0o600);
    rmSync(path, { force: true });
    return descriptor;
  } catch (error) {
    throw outputError(error, folder);
  }
}

export class FlowSpill {
  /** Bytes appended so far: the offset of the next line. */
  bytes = 0;
  readonly #descriptor: number;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Appends bytes, which are copied. */
  append(line: Uint8Array, length: number): void {
    if (length > BLOCK_BYTES - this.#used) this.flush();
    if (length > BLOCK_BYTES) this.#write(line, length);
    else {
      this.#block.set(line.subarray(0, length), this.#used);
      this.#used += length;
    }
    this.bytes += length;
  }

  /** To be called after the last line. The descriptor stays open for the reader. */
  flush(): void {
    this.#write(this.#block, this.#used);
    this.#used = 0;
  }

  #write(bytes: Uint8Array, length: number): void {
    try {
      for (let at = 0; at < length; ) at += writeSync(this.#descriptor, bytes, at, length - at);
    } catch (error) {
      throw spillError(error);
    }
  }
}

/** Reads lines back. */
export class SpillReader {
  readonly #descriptor: number;
  #window = Buffer.allocUnsafe(1 << 18);
  #windowStart = 0;
  #windowBytes = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** A view of the bytes, valid until the next call. Neighbouring lines come from one read. */
  read(offset: number, length: number): Buffer {
    if (offset < this.#windowStart || offset + length > this.#windowStart + this.#windowBytes) {
      if (length > this.#window.length) this.#window = Buffer.allocUnsafe(length * 2);
      this.#windowStart = offset;
      this.#windowBytes = readSync(this.#descriptor, this.#window, 0, this.#window.length, offset);
      if (length > this.#windowBytes) throw new Error(`a flow line of ${length} bytes is not in its spill file`);
    }
    const at = offset - this.#windowStart;
    return this.#window.subarray(at, at + length);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function spillError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new UserError('No space is left for flows in waiting. Free some, or write to another disk with -o.', 74);
}
