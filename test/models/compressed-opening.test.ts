import { brotliCompressSync, brotliDecompressSync, constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  opensAsBrotli,
  opensAsDeflate,
  opensAsFixedDeflate,
  opensAsWholeBrotli,
} from '../../src/models/compressed-opening.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(77);

function text(words: number): Buffer {
  const vocabulary = ['event', 'open', 'close', '{"at":', 'tap', ',', 'screen', '"', 'x'];
  const parts = Array.from({ length: words }, () =>
    random() < 0.3 ? String(Math.floor(random() * 1e6)) : vocabulary[Math.floor(random() * vocabulary.length)],
  );
  return Buffer.from(parts.join(' '));
}

/** Bytes that come out before the input ends; 0 where the decoder refuses. */
function decoded(decode: () => Buffer): number {
  try {
    return decode().length;
  } catch {
    return 0;
  }
}

const unbrotlied = (bytes: Uint8Array) =>
  decoded(() => brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH }));
const inflated = (bytes: Uint8Array) =>
  decoded(() => inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 20 }));

describe('the opening of a compressed stream', () => {
  it('is that of every brotli stream, whatever its quality, window and length', () => {
    for (let quality = 0; quality <= 11; quality++) {
      for (const window of [10, 16, 17, 18, 22, 24]) {
        for (const words of [12, 60, 500, quality < 10 ? 40_000 : 3000]) {
          const params = {
            [constants.BROTLI_PARAM_QUALITY]: quality,
            [constants.BROTLI_PARAM_LGWIN]: window,
          };
          const stream = brotliCompressSync(text(words), { params });
          expect(opensAsBrotli(stream), `${quality} ${window} ${words}`).toBe(true);
        }
      }
    }
  });

  it('is that of whole short streams, and of few random messages', () => {
    for (let i = 0; i < 300; i++) expect(opensAsWholeBrotli(brotliCompressSync(text(6 + (i % 90))))).toBe(true);
    const messages = Array.from({ length: 2000 }, () => randomBytes(100, random));
    expect(messages.filter(opensAsWholeBrotli).length).toBeLessThan(200);
    expect(messages.filter(opensAsDeflate).length).toBeLessThan(100);
  });

  it('is that of every block of fixed codes', () => {
    for (let i = 0; i < 300; i++) {
      const stream = deflateRawSync(text(1 + i), { strategy: constants.Z_FIXED, level: 1 + (i % 9) });
      expect((stream[0]! >> 1) & 3).toBe(1);
      for (const length of [stream.length, 48, 60]) expect(opensAsFixedDeflate(stream.subarray(0, length))).toBe(true);
    }
  });

  it('is that of every deflate stream, stored, fixed or dynamic', () => {
    const kinds = new Set<number>();
    for (let i = 0; i < 300; i++) {
      const plain = i % 5 === 0 ? randomBytes(40 + i, random) : text(1 + 3 * i);
      const stream = deflateRawSync(plain, { level: i % 10, memLevel: 1 + (i % 9) });
      kinds.add((stream[0]! >> 1) & 3);
      expect(opensAsDeflate(stream), Buffer.from(stream).toString('hex')).toBe(true);
    }
    expect([...kinds].sort()).toEqual([0, 1, 2]);
  });

  it('is that of any bytes which decode to anything', () => {
    for (let i = 0; i < 6000; i++) {
      const bytes = randomBytes(48 + (i % 200), random);
      if (!opensAsDeflate(bytes)) expect(inflated(bytes), Buffer.from(bytes).toString('hex')).toBe(0);
      if (!opensAsBrotli(bytes)) expect(unbrotlied(bytes), Buffer.from(bytes).toString('hex')).toBe(0);
      bytes[0] = (bytes[0]! & 0xf8) | 2 | (i & 1);
      if (!opensAsFixedDeflate(bytes)) expect(inflated(bytes), Buffer.from(bytes).toString('hex')).toBe(0);
    }
  });

  it('is not that of random bytes', () => {
    // Brotli: two of five have no codes in their first meta-block.
    let brotli = 0;
    let deflate = 0;
    const tries = 10_000;
    for (let i = 0; i < tries; i++) {
      const bytes = randomBytes(256, random);
      if (opensAsBrotli(bytes)) brotli++;
      if (opensAsFixedDeflate(bytes)) deflate++;
    }
    expect(brotli).toBeLessThan(0.5 * tries);
    expect(deflate).toBeLessThan(0.1 * tries);
  });
});
