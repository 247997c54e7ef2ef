// Opens capture files: plain ones are read synchronously in large chunks, gzip and zstd ones (by magic) stream through zlib.
// The only file of this folder that touches the file system.

import { closeSync, createReadStream, openSync, readSync, type Stats, statSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';
import { type ByteSource, ChunkSource, failureOf } from './byte-source.ts';
import { type Compression, compressionOf, decompress, MAGIC_BYTES, requireDecompression } from './decompression.ts';
import { CHUNK_BYTES, type StreamBuffer } from './stream-buffer.ts';

/** zlib keeps back what it made of the call it fails at. A file is read again, with ever smaller pieces where it failed. */
const PIECE_BYTES: readonly number[] = [CHUNK_BYTES, 4096, 1];
/** A stream cannot be read again, so its calls do not make much in the first place. */
const STREAM_CHUNK_BYTES = 1 << 16;

/** A source for the file; UserError 66 when it is missing, 74 when it cannot be read, 2 when Node cannot decompress it. */
export function openCaptureFile(path: string): { source: ByteSource; compression: Compression; fileBytes: number } {
  const fileBytes = statOf(path).size;
  const descriptor = attempt(path, () => openSync(path, 'r'));
  let compression: Compression;
  try {
    const head = Buffer.alloc(MAGIC_BYTES);
    const length = attempt(path, () => readSync(descriptor, head, 0, MAGIC_BYTES, 0));
    compression = compressionOf(head.subarray(0, length));
    requireDecompression(compression, path);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  if (compression === 'none') return { source: new FileSource(descriptor), compression, fileBytes };
  closeSync(descriptor);
  return { source: new ChunkSource(decompressedFile(path, compression)), compression, fileBytes };
}

/** Decompresses a stream by its magic; used for stdin, where the first bytes tell. */
export async function* decompressedChunks(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < MAGIC_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const all = prepended(head, { [Symbol.asyncIterator]: () => iterator });
  const compression = compressionOf(head);
  requireDecompression(compression, name);
  if (compression === 'none') yield* all;
  else yield* decompress(all, compression, STREAM_CHUNK_BYTES);
}

class FileSource implements ByteSource {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  fill(buffer: StreamBuffer): void {
    const space = buffer.space();
    try {
      const length = readSync(this.#descriptor, space, 0, Math.min(space.length, CHUNK_BYTES), null);
      if (length === 0) buffer.finished = true;
      else buffer.filled(length);
    } catch (error) {
      buffer.fail(failureOf(error));
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** All that can be decompressed, up to the byte that is damaged. */
async function* decompressedFile(path: string, compression: Exclude<Compression, 'none'>): AsyncGenerator<Uint8Array> {
  let handedOut = 0;
  let failedAt = 0;
  for (const pieceBytes of PIECE_BYTES) {
    const input = new PieceReader(path, failedAt, pieceBytes);
    let at = 0;
    try {
      for await (const chunk of decompress(input.pieces(), compression, CHUNK_BYTES)) {
        yield chunk.subarray(Math.max(0, handedOut - at));
        at += chunk.length;
        handedOut = Math.max(handedOut, at);
      }
      return;
    } catch (error) {
      if (pieceBytes === 1 || failureOf(error).kind !== 'malformed') throw error;
      failedAt = input.offset;
    }
  }
}

/** Reads a file in pieces that are small from `fine` on. */
class PieceReader {
  /** Where the piece at hand begins. */
  offset = 0;
  readonly #path: string;
  readonly #fine: number;
  readonly #pieceBytes: number;

  constructor(path: string, fine: number, pieceBytes: number) {
    this.#path = path;
    this.#fine = fine;
    this.#pieceBytes = pieceBytes;
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    let read = 0;
    for await (const chunk of createReadStream(this.#path, { highWaterMark: CHUNK_BYTES })) {
      for (let at = 0; at < chunk.length; ) {
        this.offset = read + at;
        const fine = this.#fine - this.offset;
        const end = at + (fine > 0 ? fine : this.#pieceBytes);
        yield chunk.subarray(at, end);
        at = end;
      }
      read += chunk.length;
    }
  }
}

/** Pipes would block the process when nobody writes to them, and cannot be read from the start again. */
function statOf(path: string): Stats {
  const stats = attempt(path, () => statSync(path));
  if (stats.isFile()) return stats;
  const what = stats.isDirectory() ? 'a folder' : 'a pipe or device';
  throw new UserError(`${path}: is ${what}, not a file. Pipes are read from stdin: … | cipherscope analyze -`, 74);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new UserError(`${path}: no such file. Name a capture file, a folder of captures, or - for stdin.`, 66);
    throw new UserError(`${path}: cannot be opened (${code}). Check its permissions.`, 74);
  }
}

async function* prepended(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}
