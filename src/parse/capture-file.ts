// Opens capture files: plain ones are read synchronously in large chunks, gzip and zstd ones (by magic) stream through zlib.
// The only file of this folder that touches the file system.

import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import * as zlib from 'node:zlib';
import { UserError } from '../base/user-error.ts';
import { type ByteSource, ChunkSource } from './byte-source.ts';
import { CHUNK_BYTES, type StreamBuffer } from './stream-buffer.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b52ffd;

/** A source for the file; UserError 66 when it is missing, 74 when it cannot be read, 2 when Node cannot decompress it. */
export function openCaptureFile(path: string): { source: ByteSource; compression: Compression; fileBytes: number } {
  const descriptor = openForReading(path);
  const head = Buffer.alloc(4);
  const length = readSync(descriptor, head, 0, 4, 0);
  const compression = compressionOf(head.subarray(0, length));
  const fileBytes = fstatSync(descriptor).size;
  if (compression === 'none') return { source: new FileSource(descriptor), compression, fileBytes };
  closeSync(descriptor);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const plain = decompressed(file, compression, path);
  return { source: new ChunkSource(plain), compression, fileBytes };
}

/** Decompresses a stream by its magic; used for stdin, where the first chunk tells. */
export async function* decompressedChunks(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 4) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const rest = { [Symbol.asyncIterator]: () => iterator };
  const all = prepended(head, rest);
  const compression = compressionOf(head);
  if (compression === 'none') yield* all;
  else yield* decompressed((await import('node:stream')).Readable.from(all), compression, name);
}

export function compressionOf(head: Uint8Array): Compression {
  if (head.length < 4) return 'none';
  const view = new DataView(head.buffer, head.byteOffset);
  if (view.getUint16(0) === GZIP_MAGIC) return 'gzip';
  return view.getUint32(0) === ZSTD_MAGIC ? 'zstd' : 'none';
}

/** True where this Node has zstd (22.15, 23.8 and later). */
export function hasZstd(): boolean {
  return 'createZstdDecompress' in zlib;
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
      buffer.failure = (error as Error).message;
      buffer.finished = true;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new UserError(`${path}: no such file. Name a capture file, a folder of captures, or - for stdin.`, 66);
    throw new UserError(`${path}: cannot be opened (${code}). Check its permissions.`, 74);
  }
}

function decompressed(
  stream: NodeJS.ReadableStream,
  compression: Compression,
  name: string,
): AsyncIterable<Uint8Array> {
  if (compression === 'zstd' && !hasZstd()) {
    throw new UserError(
      `${name}: zstd needs Node 22.15 or newer. Decompress it first: zstd -dc ${name} | cipherscope analyze -`,
    );
  }
  const decoder =
    compression === 'gzip'
      ? zlib.createGunzip({ chunkSize: CHUNK_BYTES })
      : (zlib as unknown as { createZstdDecompress(): zlib.Gunzip }).createZstdDecompress();
  stream.on('error', (error) => decoder.destroy(error as Error));
  return stream.pipe(decoder);
}

async function* prepended(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}
