import { describe, expect, it } from 'vitest';
import { bitPlaneChiSquare, largestBitCorrelation, SERIAL_BYTES } from '../../src/features/serial-bits.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(17);

/** The definition over single bits; the tested part leaves out the last word and a bit. */
function reference(bytes: Uint8Array): number {
  const bits = [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => ((byte >> (7 - i)) & 1) * 2 - 1));
  const compared = ((bytes.length & ~3) / 4 - 2) * 32;
  return Math.max(
    ...Array.from({ length: 32 }, (_, i) => {
      const lag = i + 1;
      let sum = 0;
      for (let t = 0; t < compared; t++) sum += bits[t]! * bits[t + lag]!;
      return Math.abs(sum) / Math.sqrt(compared);
    }),
  );
}

describe('the bit correlation', () => {
  it.each([12, 13, 48, 100, 256])('is the largest of 32 lags, counted bit by bit, over %i bytes', (n) => {
    const bytes = randomBytes(n, random);
    expect(largestBitCorrelation(bytes, n)).toBeCloseTo(reference(bytes), 9);
  });

  it('is small for random bytes and large for counters, repeated blocks and short keys', () => {
    const key = randomBytes(4, random);
    const structured = [
      Uint8Array.from({ length: 200 }, (_, i) => i),
      Uint8Array.from({ length: 200 }, (_, i) => key[i % 4]!),
      new Uint8Array(200),
    ];
    for (const bytes of structured) expect(largestBitCorrelation(bytes, bytes.length)).toBeGreaterThan(8);
    let largest = 0;
    for (let i = 0; i < 500; i++) largest = Math.max(largest, largestBitCorrelation(randomBytes(200, random), 200));
    expect(largest).toBeLessThan(5.5);
  });

  it('says nothing of fewer than twelve bytes and reads no more than its cap', () => {
    expect(largestBitCorrelation(new Uint8Array(11), 11)).toBe(0);
    const long = Uint8Array.from({ length: SERIAL_BYTES * 4 }, (_, i) => (i < SERIAL_BYTES ? 0 : i));
    long.set(randomBytes(SERIAL_BYTES, random));
    expect(largestBitCorrelation(long, long.length)).toBeLessThan(5.5);
  });
});

describe('the bit planes', () => {
  it('are balanced in random bytes', () => {
    const counts = new Uint32Array(256);
    for (const byte of randomBytes(4096, random)) counts[byte]!++;
    expect(bitPlaneChiSquare(counts, 4096)).toBeLessThan(32);
  });

  it('add up the squared imbalance of each bit', () => {
    const counts = new Uint32Array(256);
    counts[0b1000_0001] = 3;
    counts[0b0000_0001] = 1;
    // Bit 7: 3 of 4 set, bit 0: all set, six bits: none set.
    expect(bitPlaneChiSquare(counts, 4)).toBe((2 ** 2 + 4 ** 2 + 6 * 4 ** 2) / 4);
  });

  it('leave the counts as they were', () => {
    const counts = new Uint32Array(256).fill(2);
    bitPlaneChiSquare(counts, 512);
    expect([...counts].every((count) => count === 2)).toBe(true);
  });
});
