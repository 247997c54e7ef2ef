import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import {
  type Compression,
  compressionOf,
  decompress,
  hasZstd,
  requireDecompression,
} from '../../src/parse/decompression.ts';
import { noiseBytes } from '../support/noise-bytes.ts';

const TEXT = Buffer.from('All that can be read is read. '.repeat(5000));
/** Hardly compresses: nearly as many bytes out as in. */
const NOISE = noiseBytes(100_000);

/** All that zlib can make of a file that was cut. */
function salvaged(compressed: Uint8Array): Buffer {
  return gunzipSync(compressed, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
}

async function* chunksOf(bytes: Uint8Array, size: number, onEnd: () => void = () => {}): AsyncGenerator<Uint8Array> {
  try {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  } finally {
    onEnd();
  }
}

/** What came out, and the error at the end if there was one. */
async function run(
  compressed: Uint8Array,
  { chunkBytes = 1 << 16, size = 1000, compression = 'gzip' as Exclude<Compression, 'none'> } = {},
): Promise<{ out: Buffer; code: string | undefined }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of decompress(chunksOf(compressed, size), compression, chunkBytes))
      parts.push(Buffer.from(part));
  } catch (error) {
    return { out: Buffer.concat(parts), code: (error as NodeJS.ErrnoException).code };
  }
  return { out: Buffer.concat(parts), code: undefined };
}

describe('the compression of a file', () => {
  it('is told by its magic number', () => {
    expect(compressionOf(gzipSync('x'))).toBe('gzip');
    expect(compressionOf(Buffer.from('28b52ffd0458', 'hex'))).toBe('zstd');
    for (const hex of ['502a4d180000', '5f2a4d18ffff']) expect(compressionOf(Buffer.from(hex, 'hex'))).toBe('zstd');
    for (const hex of ['d4c3b2a1', '602a4d18', '0a0d0d0a', '504b0304', '1f9d9070', '1f8b', '']) {
      expect(compressionOf(Buffer.from(hex, 'hex'))).toBe('none');
    }
  });

  it('that this Node lacks is a matter for the person who started it', () => {
    expect(() => requireDecompression('gzip', 'x.gz')).not.toThrow();
    if (hasZstd()) expect(() => requireDecompression('zstd', 'x.zst')).not.toThrow();
    else
      expect(() => requireDecompression('zstd', 'x.zst')).toThrow(
        new UserError(
          'x.zst: zstd needs Node 22.15 or newer. Decompress it first: zstd -dc x.zst | cipherscope analyze -',
        ),
      );
  });
});

describe('decompression', () => {
  it('gives what was compressed, whatever the sizes of chunks', async () => {
    for (const bytes of [TEXT, NOISE, Buffer.alloc(0)]) {
      for (const size of [97, 1 << 20]) {
        const { out, code } = await run(gzipSync(bytes), { size, chunkBytes: 1 << 14 });
        expect([out.equals(bytes), code]).toEqual([true, undefined]);
      }
    }
  });

  it('reads files that were joined, and ignores zeros behind the last one', async () => {
    const joined = Buffer.concat([gzipSync('one '), gzipSync('two '), gzipSync('three'), Buffer.alloc(512)]);
    for (const size of [1, 20, 1000]) {
      const { out, code } = await run(joined, { size });
      expect([out.toString(), code]).toEqual(['one two three', undefined]);
    }
  });

  it('reads no further than the zeros behind the last file', async () => {
    let taken = 0;
    const file = Buffer.concat([gzipSync(TEXT), Buffer.alloc(1_000_000)]);
    const counted = (async function* () {
      for await (const chunk of chunksOf(file, 1000)) {
        taken += 1;
        yield chunk;
      }
    })();
    let length = 0;
    for await (const part of decompress(counted, 'gzip', 1 << 16)) length += part.length;
    expect(length).toBe(TEXT.length);
    expect(taken).toBeLessThan(20);
  });

  it('gives all that a file holds that was cut, then says so', async () => {
    for (const bytes of [NOISE, TEXT]) {
      const whole = gzipSync(bytes);
      for (const cut of [10, 11, whole.length >> 1, whole.length - 9, whole.length - 8, whole.length - 1]) {
        for (const size of [333, 1 << 20]) {
          const { out, code } = await run(whole.subarray(0, cut), { size });
          expect(code).toBe('Z_BUF_ERROR');
          expect(out.equals(salvaged(whole.subarray(0, cut)))).toBe(true);
        }
      }
    }
  });

  it('gives what lies before a damage, but for the last piece of input', async () => {
    // Bytes behind a gzip file that are none: that is where the damage begins.
    const file = Buffer.concat([gzipSync(NOISE), Buffer.from('trailing remarks')]);
    for (const size of [50, 1000]) {
      const { out, code } = await run(file, { size });
      expect(code).toBe('Z_DATA_ERROR');
      expect(out.equals(NOISE.subarray(0, out.length))).toBe(true);
      expect(out.length).toBeGreaterThanOrEqual(NOISE.length - size);
    }
  });

  it('of random bytes behind the magic number fails and does not hang', async () => {
    for (let i = 0; i < 20; i++) {
      const { code } = await run(Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), randomBytes(500)]));
      expect(code).toMatch(/^Z_/);
    }
  });

  it('that is left early closes what is behind', async () => {
    let closed = false;
    const parts = decompress(
      chunksOf(gzipSync(NOISE), 100, () => (closed = true)),
      'gzip',
      1024,
    );
    await parts.next();
    expect(closed).toBe(false);
    await parts.return(undefined);
    expect(closed).toBe(true);
  });

  it('passes on an error of what is behind', async () => {
    const failing = (async function* () {
      yield gzipSync(TEXT).subarray(0, 20);
      throw new Error('disk gone');
    })();
    await expect(
      (async () => {
        for await (const part of decompress(failing, 'gzip', 1024)) expect(part.length).toBeGreaterThan(0);
      })(),
    ).rejects.toThrow('disk gone');
  });

  describe.skipIf(!hasZstd())('of zstd (skipped where Node has none)', () => {
    const zstd = (bytes: Uint8Array) =>
      (zlib as unknown as { zstdCompressSync(bytes: Uint8Array): Buffer }).zstdCompressSync(bytes);
    const frameToSkip = Buffer.from('512a4d1803000000abcdef', 'hex');
    const compression = 'zstd' as const;

    it('gives what was compressed', async () => {
      const { out, code } = await run(zstd(TEXT), { compression });
      expect([out.equals(TEXT), code]).toEqual([true, undefined]);
    });

    it('reads frames one behind the other, and steps over those that are to be skipped', async () => {
      const joined = Buffer.concat([
        frameToSkip,
        zstd(TEXT),
        zstd(NOISE),
        frameToSkip,
        zstd(Buffer.alloc(0)),
        zstd(TEXT),
      ]);
      const first = frameToSkip.length + zstd(TEXT).length;
      // A piece of input that ends where a frame ends, and others.
      for (const size of [1, 7, 1000, first, 1 << 20]) {
        const { out, code } = await run(joined, { compression, size });
        expect([size, out.equals(Buffer.concat([TEXT, NOISE, TEXT])), code]).toEqual([size, true, undefined]);
      }
    });

    it('of a frame that is cut gives what it holds, and of what is no frame says so', async () => {
      const cut = Buffer.concat([zstd(NOISE), zstd(NOISE).subarray(0, 50_000)]);
      const { out, code } = await run(cut, { compression });
      expect(code).toBe('Z_BUF_ERROR');
      expect(out.length).toBeGreaterThanOrEqual(NOISE.length);
      expect(await run(Buffer.concat([zstd(TEXT), Buffer.from('trailing remarks')]), { compression })).toEqual({
        out: TEXT,
        code: 'ZSTD_error_prefix_unknown',
      });
    });

    it('of frames of nothing without end ends', async () => {
      const empty = zstd(Buffer.alloc(0));
      const file = Buffer.concat([...Array.from({ length: 20_000 }, () => empty), zstd(TEXT)]);
      const { code } = await run(file, { compression, size: 1 << 16 });
      expect(code).toBe('ZSTD_frames');
    });

    it('says how to unpack what needs too large a window', () => {
      const wide = Buffer.from(`28b52ffd00${(21 << 3).toString(16)}010000`, 'hex');
      return expect(run(wide, { compression })).resolves.toMatchObject({
        code: 'ZSTD_error_frameParameter_windowTooLarge',
      });
    });
  });
});
