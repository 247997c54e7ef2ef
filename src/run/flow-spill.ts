// Finished flow lines that wait for their app: in memory up to a bound, beyond it in a temporary file without a name.
// Each shard writes its own; positions in it are byte offsets.

import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';

const BLOCK_BYTES = 1 << 20;

export class FlowSpill {
  /** Bytes appended so far: the offset of the next line. */
  bytes = 0;
  readonly path: string;
  readonly #descriptor: number;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;

  constructor(folder: string, name: string) {
    this.path = join(folder, name);
    this.#descriptor = openSync(this.path, 'wx+', 0o600);
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

  flush(): void {
    this.#write(this.#block, this.#used);
    this.#used = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#descriptor);
  }

  #write(bytes: Uint8Array, length: number): void {
    try {
      for (let at = 0; at < length; ) at += writeSync(this.#descriptor, bytes, at, length - at);
    } catch (error) {
      throw spillError(error, this.path);
    }
  }
}

/** Reads lines back; the file is removed from the folder at once and from the disk when closed. */
export class SpillReader {
  readonly #descriptor: number;
  #window = Buffer.allocUnsafe(1 << 18);
  #windowStart = 0;
  #windowBytes = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    rmSync(path, { force: true });
  }

  /** A view of the bytes, valid until the next call. Neighbouring lines come from one read. */
  read(offset: number, length: number): Buffer {
    if (offset < this.#windowStart || offset + length > this.#windowStart + this.#windowBytes) {
      if (length > this.#window.length) this.#window = Buffer.allocUnsafe(length * 2);
      this.#windowStart = offset;
      this.#windowBytes = readSync(this.#descriptor, this.#window, 0, this.#window.length, offset);
    }
    const at = offset - this.#windowStart;
    return this.#window.subarray(at, at + length);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function spillError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new UserError(`${path}: no space left for flows in waiting. Free some, or write to another disk with -o.`, 74);
}
