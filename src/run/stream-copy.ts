// A capture that comes as a stream is gone once read. Where logs of crypto calls ask for a second reading, the stream is copied as it passes
// by, into a file that only this user can read and that is removed before the analysis ends.

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class StreamCopy {
  readonly path: string;
  readonly #folder: string;
  readonly #warn: (message: string) => void;
  #descriptor: number | undefined;

  /** `warn` is told once where there is no room. */
  constructor(warn: (message: string) => void) {
    this.#folder = mkdtempSync(join(tmpdir(), 'cipherscope-stream-'));
    this.path = join(this.#folder, 'capture');
    this.#warn = warn;
    this.#descriptor = openSync(this.path, 'wx', 0o600);
  }

  /** The same chunks. */
  async *passing(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#write(chunk);
      yield chunk;
    }
  }

  /** False: the copy has a hole, and says nothing. */
  get isWhole(): boolean {
    return this.#descriptor !== undefined;
  }

  remove(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(chunk: Uint8Array): void {
    if (this.#descriptor === undefined) return;
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(this.#descriptor, chunk, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.remove();
      this.#warn(
        `no room in ${tmpdir()} for a copy of the stream (${code}): the ciphertext of logged calls is not searched in it. Save the capture to a file and analyse that.`,
      );
    }
  }
}
