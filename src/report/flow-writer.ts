// Appends lines that are already serialised to a file, text in blocks of 1 MiB, with backpressure. Holds at most a block while the disk keeps up.

import type { FileHandle } from 'node:fs/promises';
import { outputError } from './output-error.ts';

const BLOCK_BYTES = 1 << 20;

export class FlowWriter {
  /** Bytes handed over so far. */
  bytes = 0;
  readonly #handle: FileHandle;
  readonly #path: string;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #written: Promise<void> = Promise.resolve();
  /** Blocks that are not written yet. */
  #unwritten = 0;
  #failure: unknown;

  /** `path` is for messages only. */
  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /**
   * Takes whole lines, newline included, one or many at a time. Returns a promise when the caller should wait before it writes more, else
   * undefined; it rejects with a UserError when the disk does not take the bytes. Bytes are written at once, and are the caller's again when
   * the promise is kept.
   */
  write(lines: string | Uint8Array): Promise<void> | undefined {
    const chunk = typeof lines === 'string' ? Buffer.from(lines, 'utf8') : lines;
    this.bytes += chunk.length;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    return chunk === lines || this.#waitingBytes >= BLOCK_BYTES ? this.#flush() : undefined;
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      await this.#handle.close();
    }
  }

  #flush(): Promise<void> {
    const chunks = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    // Begun at once where nothing is being written: the caller may make its next block before promises have their turn.
    const next = this.#unwritten === 0 ? this.#append(chunks) : this.#written.then(() => this.#append(chunks));
    this.#unwritten++;
    // A caller that does not wait must not turn a full disk into an unhandled rejection: the failure is kept for the next call.
    const settled = () => {
      this.#unwritten--;
    };
    this.#written = next.then(settled, settled);
    return next;
  }

  async #append(chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (chunks.length === 0) return;
    try {
      // appendFile on a handle writes at the current position and repeats after a partial write, which write() does not.
      await this.#handle.appendFile(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks));
    } catch (error) {
      this.#failure = outputError(error, this.#path);
      throw this.#failure;
    }
  }
}
