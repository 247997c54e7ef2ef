// gzip (RFC 1952) and zstd (RFC 8878) as a stream of chunks, by magic. Invariant: what lies before a cut or a damage comes out, then the error is
// thrown; leaving early closes what is behind. Frames of zstd that stand one behind the other (`pzstd`, `cat`) are one stream, on every Node.

import * as zlib from 'node:zlib';
import { UserError } from '../base/user-error.ts';
import { ZstdFrames } from './zstd-frames.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b52ffd;
/** 50 to 5f 2a 4d 18: a frame that decoders step over (RFC 8878 §3.1.2). */
const SKIPPABLE_MAGIC = 0x502a4d18;
const SKIPPABLE_MASK = 0xf0ffffff;
/** Each frame costs a decoder: frames of nothing are few in honest files. */
const FREE_FRAMES = 1000;
const LEAST_FRAME_BYTES = 1024;
/** Bytes that tell the compression. */
export const MAGIC_BYTES = 4;

export function compressionOf(head: Uint8Array): Compression {
  if (head.length < MAGIC_BYTES) return 'none';
  const view = new DataView(head.buffer, head.byteOffset);
  if (view.getUint16(0) === GZIP_MAGIC) return 'gzip';
  const magic = view.getUint32(0);
  return magic === ZSTD_MAGIC || (magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE_MAGIC ? 'zstd' : 'none';
}

/** True where this Node has zstd (22.15, 23.8 and later). */
export function hasZstd(): boolean {
  return 'createZstdDecompress' in zlib;
}

/** UserError where this Node cannot decompress it. */
export function requireDecompression(compression: Compression, name: string): void {
  if (compression !== 'zstd' || hasZstd()) return;
  throw new UserError(
    `${name}: zstd needs Node 22.15 or newer. Decompress it first: zstd -dc ${name} | cipherscope analyze -`,
  );
}

/** The decompressed bytes in chunks of at most `chunkBytes`. */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
  chunkBytes: number,
): AsyncGenerator<Uint8Array> {
  if (compression === 'zstd') {
    yield* decompressFrames(chunks, chunkBytes);
    return;
  }
  const stream = new Decoder(compression, chunkBytes);
  try {
    for await (const chunk of chunks) {
      yield* stream.write(chunk);
      // Bytes behind the end end it: nobody asks for more then.
      if (stream.isEnded) return;
    }
    yield* stream.end();
  } finally {
    stream.close();
  }
}

/** One decoder a frame: what a decoder does behind the end of one, or with one that ends too early, differs between versions of Node. */
async function* decompressFrames(chunks: AsyncIterable<Uint8Array>, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames();
  let decoder: Decoder | undefined;
  let count = 0;
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        const end = at + frames.take(chunk.subarray(at));
        decoder ??= new Decoder('zstd', chunkBytes);
        for await (const out of decoder.write(chunk.subarray(at, end))) {
          bytes += out.length;
          yield out;
        }
        at = end;
        if (!frames.isBetween) continue;
        decoder.close();
        decoder = undefined;
        if (++count > FREE_FRAMES + bytes / LEAST_FRAME_BYTES)
          throw Object.assign(new Error('more frames than contents'), { code: 'ZSTD_frames' });
      }
    }
    if (decoder !== undefined) {
      yield* decoder.end();
      throw Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
    }
  } finally {
    decoder?.close();
  }
}

/** Input is written piece by piece and the end is told only afterwards: a plain pipe would throw away what was decompressed of a stream that ends too early. */
class Decoder {
  isEnded = false;
  #error: Error | undefined;
  #wake = () => {};
  readonly #stream: zlib.Gunzip;

  constructor(compression: Exclude<Compression, 'none'>, chunkBytes: number) {
    this.#stream = createDecoder(compression, chunkBytes);
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('end', () => {
      this.isEnded = true;
      this.#wake();
    });
    this.#stream.on('error', (error: Error) => {
      this.#error = error;
      this.#wake();
    });
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let isWritten = false;
    this.#stream.write(chunk, () => {
      isWritten = true;
      this.#wake();
    });
    yield* this.#drain(() => isWritten);
  }

  async *end(): AsyncGenerator<Uint8Array> {
    this.#stream.end();
    yield* this.#drain(() => false);
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#drain(isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      for (let out = this.#stream.read(); out !== null; out = this.#stream.read()) yield out as Uint8Array;
      if (this.#error !== undefined) throw this.#error;
      if (this.isEnded || isDone()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function createDecoder(compression: Exclude<Compression, 'none'>, chunkSize: number): zlib.Gunzip {
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize });
  return (zlib as unknown as { createZstdDecompress(options: zlib.ZlibOptions): zlib.Gunzip }).createZstdDecompress({
    chunkSize,
  });
}
