import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { isMlKemKey, mlKemChanceBits, mlKemKeyAt } from '../../src/features/ml-kem-key.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

describe('ML-KEM keys', () => {
  it.each([
    ['ml-kem-512', ml_kem512],
    ['ml-kem-768', ml_kem768],
    ['ml-kem-1024', ml_kem1024],
  ] as const)('of %s that another library made are found', (name, kem) => {
    for (let i = 0; i < 10; i++) {
      const { publicKey } = kem.keygen();
      expect(mlKemKeyAt(publicKey, 0)).toBe(name);
      expect(mlKemKeyAt(Buffer.concat([Buffer.of(1, 2), publicKey]), 2)).toBe(name);
      expect(isMlKemKey(publicKey.subarray(1), 0, name)).toBe(false);
    }
  });

  it('are gone when one coefficient is too large', () => {
    const { publicKey } = ml_kem768.keygen();
    const damaged = Buffer.from(publicKey);
    damaged[600] = 0xff;
    damaged[601] = 0xff;
    expect(isMlKemKey(damaged, 0, 'ml-kem-768')).toBe(false);
  });

  it('are not seen in filler, counters, text and random bytes', () => {
    const random = randomNumbers(768);
    expect(mlKemKeyAt(new Uint8Array(1184), 0)).toBeUndefined();
    expect(
      mlKemKeyAt(
        Uint8Array.from({ length: 1184 }, (_, i) => i & 0x7f),
        0,
      ),
    ).toBeUndefined();
    expect(mlKemKeyAt(Buffer.from('0123456789abcdef'.repeat(100)), 0)).toBeUndefined();
    for (let i = 0; i < 200; i++) expect(mlKemKeyAt(randomBytes(1184, random), 0)).toBeUndefined();
  });

  it('pass by chance with (3329/4096)^(256k)', () => {
    expect(mlKemChanceBits('ml-kem-512')).toBeCloseTo(-512 * Math.log2(3329 / 4096), 9);
    expect(mlKemChanceBits('ml-kem-1024')).toBeCloseTo(-1024 * Math.log2(3329 / 4096), 9);
  });
});
