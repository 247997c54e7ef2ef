// Where capture bytes come from: a file, a decompressing stream, chunks that somebody else reads. All fill a StreamBuffer.

import type { StreamBuffer } from './stream-buffer.ts';

export interface ByteSource {
  /** Puts more bytes into the buffer or sets `finished`; a promise where that must wait. Never throws for damaged input: sets buffer.failure. */
  fill(buffer: StreamBuffer): void | Promise<void>;
  close(): void;
}

/** Bytes that arrive as chunks: a pipe, a decompressor, another thread. */
export class ChunkSource implements ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Bytes taken so far. */
  bytesRead = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async fill(buffer: StreamBuffer): Promise<void> {
    try {
      const next = await this.#chunks.next();
      if (next.done === true) {
        buffer.finished = true;
        return;
      }
      this.bytesRead += next.value.length;
      buffer.append(next.value);
    } catch (error) {
      buffer.failure = error instanceof Error ? error.message : String(error);
      buffer.finished = true;
    }
  }

  close(): void {
    // A source that is left early (end of the time window) must let its producer stop.
    this.#chunks.return?.().catch(() => undefined);
  }
}
