import { generateKeyPairSync } from 'node:crypto';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { isEd25519Key, isInPrimeSubgroup, isX25519Key } from '../../src/features/curve-25519.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const raw = (type: 'x25519' | 'ed25519') =>
  (generateKeyPairSync(type as 'x25519').publicKey.export({ type: 'spki', format: 'der' }) as Buffer).subarray(-32);

/** The definition: u is on the curve and ℓ times the point is the neutral element, by another library. */
function isInSubgroupByDefinition(bytes: Uint8Array): boolean {
  const p = 2n ** 255n - 19n;
  const u = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const power = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (const bit of exponent.toString(2))
      result = bit === '1' ? (((result * result) % p) * base) % p : (result * result) % p;
    return result;
  };
  // y = (u − 1) / (u + 1), RFC 7748 §4.1.
  const y = ((u + p - 1n) * power(u + 1n, p - 2n)) % p;
  const encoded = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  try {
    return ed25519.Point.fromBytes(encoded).isTorsionFree();
  } catch {
    return false;
  }
}

describe('keys of Curve25519', () => {
  it('that two other libraries made are all accepted', () => {
    for (let i = 0; i < 40; i++) {
      expect(isX25519Key(raw('x25519'), 0)).toBe(true);
      expect(isEd25519Key(raw('ed25519'), 0)).toBe(true);
      expect(isX25519Key(x25519.keygen().publicKey, 0)).toBe(true);
      expect(isEd25519Key(ed25519.keygen().publicKey, 0)).toBe(true);
    }
  });

  it('are told apart exactly as the definition of the subgroup does', () => {
    const random = randomNumbers(25519);
    let members = 0;
    for (let i = 0; i < 400; i++) {
      const bytes = randomBytes(32, random);
      bytes[31]! &= 0x7f;
      const expected = isInSubgroupByDefinition(bytes);
      expect(isX25519Key(bytes, 0)).toBe(expected);
      if (expected) members++;
    }
    // One in sixteen: 25 are expected, the bounds are four standard deviations away.
    expect(members).toBeGreaterThan(5);
    expect(members).toBeLessThan(45);
  });

  it('never have the top bit set, a value beyond the field, or small order', () => {
    const key = Buffer.from(raw('x25519'));
    key[31]! |= 0x80;
    expect(isX25519Key(key, 0)).toBe(false);
    expect(isX25519Key(new Uint8Array(32).fill(0xff).fill(0x7f, 31), 0)).toBe(false);
    // RFC 7748 §6.1 and the points of order 2, 4 and 8.
    for (const u of [0n, 1n, 325606250916557431795983626356110631294008115727848805560023387167927233504n]) {
      expect(isInPrimeSubgroup(u) && u > 1n, String(u)).toBe(false);
    }
  });

  it('lose half of their evidence with one bit flipped, whichever it is', () => {
    const key = raw('x25519');
    let accepted = 0;
    for (let bit = 0; bit < 255; bit++) {
      const damaged = Buffer.from(key);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      if (isX25519Key(damaged, 0)) accepted++;
    }
    expect(accepted).toBeLessThan(40);
  });

  it('are not read past the end', () => {
    expect(isX25519Key(raw('x25519'), 1)).toBe(false);
    expect(isEd25519Key(raw('ed25519').subarray(0, 31), 0)).toBe(false);
  });
});
