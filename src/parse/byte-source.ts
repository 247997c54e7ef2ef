// Where capture bytes come from: a file, a decompressing stream, chunks that somebody else reads. All fill a StreamBuffer.

import { UserError } from '../base/user-error.ts';
import type { SourceFailure, StreamBuffer } from './stream-buffer.ts';

export interface ByteSource {
  /** Puts more bytes into the buffer or sets `finished`; a promise where that must wait. Never throws for damaged input: the buffer fails. */
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
      if (error instanceof UserError) throw error;
      buffer.fail(failureOf(error));
    }
  }

  close(): void {
    // A source that is left early (end of the time window) must let its producer stop.
    this.#chunks.return?.().catch(() => undefined);
  }
}

/** What a read or decompression error means for the bytes: compressed data that end too early are cut, those that make no sense damaged. */
export function failureOf(error: unknown): SourceFailure {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'Z_BUF_ERROR') return { kind: 'truncated', reason: `compressed data cut short: ${message}` };
  // zlib's errors, and zstd's (ZSTD_error_…).
  if (code === 'ZSTD_error_frameParameter_windowTooLarge')
    return {
      kind: 'malformed',
      reason: 'made by zstd --long, which takes gigabytes to unpack: zstd -dc --long=31 FILE | cipherscope analyze -',
    };
  if (/^(Z|ZSTD)_/.test(code)) return { kind: 'malformed', reason: `compressed data damaged: ${message}` };
  return { kind: 'truncated', reason: `cannot be read further: ${message}` };
}
