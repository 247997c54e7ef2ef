// gzip (RFC 1952) and zstd (RFC 8878) as a stream of chunks, by magic. Invariant: what lies before a cut or a damage comes out,
// then the error is thrown; leaving early closes what is behind.

import * as zlib from 'node:zlib';
import { UserError } from '../base/user-error.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

const GZIP_MAGIC = 0x1f8b;
const ZSTD_MAGIC = 0x28b52ffd;
/** Bytes that tell the compression. */
export const MAGIC_BYTES = 4;

export function compressionOf(head: Uint8Array): Compression {
  if (head.length < MAGIC_BYTES) return 'none';
  const view = new DataView(head.buffer, head.byteOffset);
  if (view.getUint16(0) === GZIP_MAGIC) return 'gzip';
  return view.getUint32(0) === ZSTD_MAGIC ? 'zstd' : 'none';
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

/**
 * The decompressed bytes in chunks of at most `chunkBytes`. Input is written piece by piece and the end is told only afterwards: a plain pipe
 * would throw away what was decompressed of a stream that ends too early.
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
  chunkBytes: number,
): AsyncGenerator<Uint8Array> {
  const decoder = createDecoder(compression, chunkBytes);
  const state = { ended: false, error: undefined as Error | undefined, wake: () => {} };
  decoder.on('readable', () => state.wake());
  decoder.on('end', () => {
    state.ended = true;
    state.wake();
  });
  decoder.on('error', (error: Error) => {
    state.error = error;
    state.wake();
  });
  async function* drain(isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      for (let out = decoder.read(); out !== null; out = decoder.read()) yield out as Uint8Array;
      if (state.error !== undefined) throw state.error;
      // Bytes behind the end of a gzip stream end it: nobody asks for more then.
      if (state.ended || isDone()) return;
      await new Promise<void>((resolve) => {
        state.wake = resolve;
      });
    }
  }
  try {
    for await (const chunk of chunks) {
      let written = false;
      decoder.write(chunk, () => {
        written = true;
        state.wake();
      });
      yield* drain(() => written);
      if (state.ended) return;
    }
    decoder.end();
    yield* drain(() => false);
  } finally {
    decoder.destroy();
  }
}

function createDecoder(compression: Exclude<Compression, 'none'>, chunkSize: number): zlib.Gunzip {
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize });
  return (zlib as unknown as { createZstdDecompress(options: zlib.ZlibOptions): zlib.Gunzip }).createZstdDecompress({
    chunkSize,
  });
}
