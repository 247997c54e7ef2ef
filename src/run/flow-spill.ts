// Finished flow lines that wait for their app, in a temporary file that loses its name before anything is written to it: whatever ends the
// process, nothing stays behind. Each worker writes its own; positions in it are byte offsets.

import { randomBytes } from 'node:crypto';
import { close, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseBuffers } from '../base/columns.ts';
import { UserError } from '../base/user-error.ts';
import { outputError } from '../report/output-error.ts';

const BLOCK_BYTES = 1 << 20;

/** A descriptor for FlowSpill and SpillReader, valid in every thread until closed. The name cannot be foreseen: the folder may be everybody's. */
export function openSpillFile(folder: string, name: string): number {
  const path = join(folder, `${name}.${randomBytes(8).toString('hex')}`);
  try {
    const descriptor = openSync(path, 'wx+', 0o600);
    rmSync(path, { force: true });
    return descriptor;
  } catch (error) {
    throw outputError(error, folder, folder === tmpdir() ? { noun: 'folder', option: 'TMPDIR' } : undefined);
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

/** Pages kept of each file: lines that follow each other in time lie within the idle timeout of each other in the file. */
const PAGE_BYTES = 1 << 16;
const PAGES_KEPT = 96;

/** Reads lines back. */
export class SpillReader {
  readonly #descriptor: number;
  #isClosed = false;
  /** Most recently used last. */
  readonly #pages = new Map<number, Buffer>();

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** A view of the bytes, valid until the next call. */
  read(offset: number, length: number): Buffer {
    const first = Math.floor(offset / PAGE_BYTES);
    const within = offset - first * PAGE_BYTES;
    if (within + length > PAGE_BYTES) {
      const across = Buffer.allocUnsafe(length);
      this.readInto(across, offset);
      return across;
    }
    const page = this.#page(first);
    if (within + length > page.length) throw new Error(`a flow line of ${length} bytes is not in its spill file`);
    return page.subarray(within, within + length);
  }

  #page(index: number): Buffer {
    let page = this.#pages.get(index);
    if (page !== undefined) {
      this.#pages.delete(index);
    } else {
      const room = this.#room();
      const length = readSync(this.#open(), room, 0, PAGE_BYTES, index * PAGE_BYTES);
      page = room.subarray(0, length);
    }
    this.#pages.set(index, page);
    return page;
  }

  /** That of the page used longest ago where there are enough: what is thrown away stays with the process until the next collection. */
  #room(): Buffer {
    if (this.#pages.size >= PAGES_KEPT) {
      const [oldest, page] = this.#pages.entries().next().value as [number, Buffer];
      this.#pages.delete(oldest);
      if (page.length === PAGE_BYTES) return page;
    }
    return Buffer.allocUnsafe(PAGE_BYTES);
  }

  /** Gives the memory of the pages back until a line is read again; views of them are void. */
  letGo(): void {
    releaseBuffers([...this.#pages.values()].map(({ buffer }) => buffer));
    this.#pages.clear();
  }

  /** Fills `target` from `offset` on, without a window: for small pieces that lie apart. */
  readInto(target: Uint8Array, offset: number): void {
    const length = readSync(this.#open(), target, 0, target.length, offset);
    if (length < target.length) throw new Error(`${target.length} bytes at ${offset} are not in the spill file`);
  }

  /** The descriptor while it is ours: its number goes to the next file that is opened, of which nothing must be read. */
  #open(): number {
    if (this.#isClosed) throw new Error('the spill file is closed');
    return this.#descriptor;
  }

  /** In the background: a file without a name is gone with its descriptor, and a large one takes half a second to go. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    close(this.#descriptor, () => undefined);
  }
}

function spillError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new UserError(
    'No space is left for flows in waiting, which stand on the disk of the results, or of temporary files where none are written. Free some there.',
    74,
  );
}
