import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteHistogram } from '../../src/features/byte-histogram.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

/** The definitions, written down without tables or running sums. */
function reference(bytes: Uint8Array) {
  const n = bytes.length;
  const counts = Array.from({ length: 256 }, (_, value) => bytes.filter((byte) => byte === value).length);
  const chiSquare = counts.reduce((sum, c) => sum + (c - n / 256) ** 2 / (n / 256), 0);
  const ones = [...bytes].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return {
    entropyBits: counts.reduce((sum, c) => (c === 0 ? sum : sum - (c / n) * Math.log2(c / n)), 0),
    chiSquareZ: (chiSquare - 255) / Math.sqrt(510),
    popcountZ: (ones - 4 * n) / Math.sqrt(2 * n),
    printable: [...bytes].filter((byte) => byte >= 32 && byte <= 126).length,
  };
}

function expectSame(histogram: ByteHistogram, bytes: Uint8Array): void {
  const wanted = reference(bytes);
  expect(histogram.bytes).toBe(bytes.length);
  expect(histogram.entropyBits).toBeCloseTo(wanted.entropyBits, 9);
  expect(histogram.chiSquareZ).toBeCloseTo(wanted.chiSquareZ, 7);
  expect(histogram.popcountZ).toBeCloseTo(wanted.popcountZ, 9);
  expect(histogram.printable).toBe(wanted.printable);
}

describe('a byte histogram', () => {
  const random = randomNumbers(1);

  it.each([1, 2, 159, 160, 161, 500, 4096])('gives the defined statistics of %i bytes', (n) => {
    const bytes = randomBytes(n, random);
    const histogram = new ByteHistogram();
    histogram.add(bytes, 0, n);
    expectSame(histogram, bytes);
  });

  it('gives the same whatever the pieces and after bytes were taken out again', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 0, maxLength: 300 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(pieces, fc.nat(100), (list, dropped) => {
        const all = Buffer.concat(list);
        const kept = all.subarray(Math.min(dropped, all.length));
        if (kept.length === 0) return;
        const histogram = new ByteHistogram();
        for (const piece of list) histogram.add(piece, 0, piece.length);
        for (const byte of all.subarray(0, all.length - kept.length)) histogram.drop(byte);
        expectSame(histogram, kept);
      }),
    );
  });

  it('counts the asked range only', () => {
    const histogram = new ByteHistogram();
    histogram.add(Uint8Array.of(1, 2, 2, 3), 1, 3);
    expect(histogram.bytes).toBe(2);
    expect(histogram.counts[2]).toBe(2);
    expect(histogram.entropyBits).toBe(0);
  });

  it('is empty again once cleared', () => {
    const histogram = new ByteHistogram();
    histogram.add(randomBytes(300, random), 0, 300);
    histogram.clear();
    histogram.add(Uint8Array.of(65, 66), 0, 2);
    expectSame(histogram, Uint8Array.of(65, 66));
  });

  it('cannot say how far one byte is from random', () => {
    const histogram = new ByteHistogram();
    histogram.add(Uint8Array.of(9), 0, 1);
    expect(histogram.entropyZ).toBeNaN();
  });

  it('puts random bytes within a few deviations of random, at every length', () => {
    for (const n of [16, 48, 100, 256, 1024, 4096]) {
      const scores = Array.from({ length: 200 }, () => {
        const histogram = new ByteHistogram();
        histogram.add(randomBytes(n, random), 0, n);
        return [histogram.entropyZ, histogram.chiSquareZ, histogram.popcountZ];
      });
      for (const place of [0, 1, 2]) {
        const values = scores.map((score) => score[place] as number);
        const mean = values.reduce((sum, z) => sum + z, 0) / values.length;
        const deviation = Math.sqrt(values.reduce((sum, z) => sum + (z - mean) ** 2, 0) / values.length);
        expect(Math.abs(mean)).toBeLessThan(0.3);
        expect(deviation).toBeGreaterThan(0.75);
        expect(deviation).toBeLessThan(1.25);
      }
    }
  });
});
