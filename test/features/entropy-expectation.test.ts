import { describe, expect, it } from 'vitest';
import { entropyDeviationBits, expectedEntropyBits } from '../../src/features/entropy-expectation.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

function entropyOf(bytes: Uint8Array): number {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  return -[...counts.values()].reduce((sum, c) => sum + (c / bytes.length) * Math.log2(c / bytes.length), 0);
}

describe('the entropy of n random bytes', () => {
  it('is certain for one byte and a coin of 1/256 for two', () => {
    expect(expectedEntropyBits(1)).toBeCloseTo(0, 12);
    expect(entropyDeviationBits(1)).toBe(0);
    // Two bytes: 0 bits when equal (1 in 256), else 1 bit.
    expect(expectedEntropyBits(2)).toBeCloseTo(255 / 256, 12);
    expect(entropyDeviationBits(2)).toBeCloseTo(Math.sqrt(255) / 256, 9);
  });

  it('is exact for three bytes, by counting the cases', () => {
    const same = 1 / 256 ** 2;
    const allDifferent = (255 / 256) * (254 / 256);
    const pair = 1 - same - allDifferent;
    const ofPair = -(2 / 3) * Math.log2(2 / 3) - (1 / 3) * Math.log2(1 / 3);
    const mean = pair * ofPair + allDifferent * Math.log2(3);
    const variance = pair * ofPair ** 2 + allDifferent * Math.log2(3) ** 2 - mean ** 2;
    expect(expectedEntropyBits(3)).toBeCloseTo(mean, 12);
    expect(entropyDeviationBits(3)).toBeCloseTo(Math.sqrt(variance), 9);
  });

  it.each([
    [16, 3.942, 0.083],
    [64, 5.766, 0.077],
    [256, 7.175, 0.053],
    [1024, 7.809, 0.017],
    [1460, 7.869, 0.012],
    [4096, 7.955, 0.004],
  ])('agrees with 40,000 simulated draws of %i bytes', (n, mean, deviation) => {
    expect(expectedEntropyBits(n)).toBeCloseTo(mean, 3);
    expect(Math.abs(entropyDeviationBits(n) - deviation)).toBeLessThanOrEqual(0.001);
  });

  it('agrees with draws of its own', () => {
    const random = randomNumbers(7);
    const draws = Array.from({ length: 2000 }, () => entropyOf(randomBytes(100, random)));
    const mean = draws.reduce((sum, h) => sum + h, 0) / draws.length;
    const variance = draws.reduce((sum, h) => sum + (h - mean) ** 2, 0) / draws.length;
    expect(Math.abs(expectedEntropyBits(100) - mean)).toBeLessThan((4 * entropyDeviationBits(100)) / Math.sqrt(2000));
    expect(Math.sqrt(variance) / entropyDeviationBits(100)).toBeCloseTo(1, 1);
  });

  it('meets the law for large samples where that takes over', () => {
    expect(expectedEntropyBits(4097)).toBeCloseTo(expectedEntropyBits(4096) + 183.9 / 4096 ** 2, 4);
    expect(entropyDeviationBits(4097) / entropyDeviationBits(4096)).toBeCloseTo(1, 1);
    expect(expectedEntropyBits(1e6)).toBeCloseTo(8 - 183.9 / 1e6, 6);
  });

  it('grows with n and stays below log2 n and 8', () => {
    for (let n = 2; n <= 4096; n += n < 64 ? 1 : 97) {
      expect(expectedEntropyBits(n)).toBeGreaterThan(expectedEntropyBits(n - 1));
      expect(expectedEntropyBits(n)).toBeLessThan(Math.min(8, Math.log2(n)));
      expect(entropyDeviationBits(n)).toBeGreaterThan(0);
    }
  });
});
