import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeDecompression } from '../../src/models/decompression-probe.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(31);

/** JSON as telemetry is: repeated keys, changing values. */
function telemetry(rows: number): Buffer {
  const list = Array.from({ length: rows }, () => ({
    event: ['open', 'close', 'tap', 'scroll'][Math.floor(random() * 4)],
    at: Math.floor(random() * 1e10),
    screen: Math.floor(random() * 1e5).toString(36),
    duration_ms: random() * 1e4,
  }));
  return Buffer.from(JSON.stringify(list));
}

const COMPRESSIONS: readonly [string, (body: Buffer) => Buffer][] = [
  ['gzip', (body) => gzipSync(body)],
  ['zlib', (body) => deflateSync(body)],
  ['deflate', (body) => deflateRawSync(body)],
  ['brotli', (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
];

describe('the decompression probe', () => {
  it.each(COMPRESSIONS)('recognises the first 512 bytes of a %s stream', (format, compress) => {
    for (let i = 0; i < 30; i++) {
      const body = compress(telemetry(60)).subarray(0, 512);
      expect(probeDecompression(body, 0)).toBe(format);
    }
  });

  it.each(COMPRESSIONS)('recognises a %s stream behind the header that was skipped', (format, compress) => {
    const message = Buffer.concat([Buffer.from([0, 0, 2, 0, 9, 9, 9, 9]), compress(telemetry(60))]);
    expect(probeDecompression(message, 8)).toBe(format);
  });

  it('recognises a stream whole and short', () => {
    expect(probeDecompression(gzipSync(telemetry(3)), 0)).toBe('gzip');
    expect(probeDecompression(deflateSync(telemetry(4)), 0)).toBe('zlib');
  });

  it('recognises more output than it allows itself', () => {
    expect(probeDecompression(deflateRawSync(Buffer.alloc(5_000_000, 'abc ')).subarray(0, 4096), 0)).toBe('deflate');
  });

  it('takes fewer than one in 500 random messages for compressed', () => {
    let hits = 0;
    for (let i = 0; i < 3000; i++)
      if (probeDecompression(randomBytes(64 + (i % 1400), random), i % 3) !== undefined) hits++;
    expect(hits).toBeLessThan(6);
  });

  it('takes fewer than one in 10,000 short random messages for brotli or deflate', () => {
    let hits = 0;
    for (let i = 0; i < 60_000; i++) {
      const format = probeDecompression(randomBytes(52, random), 0);
      if (format === 'brotli' || format === 'deflate') hits++;
    }
    expect(hits).toBeLessThan(3);
  });

  it('recognises brotli of text that is not ASCII, and of little', () => {
    const words = 'Москва принимает новые сообщения каждый день и отправляет ответы своим друзьям';
    const text = Array.from({ length: 60 }, (_, i) => words.slice(i % 30, 40 + ((i * 7) % 30))).join(` ${random()} `);
    expect(probeDecompression(brotliCompressSync(Buffer.from(text)), 0)).toBe('brotli');
    expect(probeDecompression(brotliCompressSync(telemetry(2)), 0)).toBe('brotli');
  });

  it('does not take stored, that is uncompressed, random bytes for a hit', () => {
    const stored = deflateRawSync(randomBytes(600, random), { level: 0 });
    expect(probeDecompression(stored, 0)).toBeUndefined();
  });

  it('never throws and leaves stack traces as they were', () => {
    const before = Error.stackTraceLimit;
    const beginnings = [[0x1f, 0x8b, 8, 0], [0x78, 0x9c], [0x78, 0xda], [0x28, 0xb5, 0x2f, 0xfd], []];
    fc.assert(
      fc.property(
        fc.constantFrom(...beginnings),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(40),
        (beginning, rest, skipped) => {
          probeDecompression(Buffer.concat([Buffer.from(beginning), rest]), skipped);
        },
      ),
    );
    expect(Error.stackTraceLimit).toBe(before);
  });
});
