import { describe, expect, it } from 'vitest';
import type { Uniformity } from '../../src/features/uniformity.ts';
import { type CiphertextSigns, ciphertextBits, ciphertextConfidence } from '../../src/models/ciphertext-bits.ts';

function side(bytes: number, overrides: Partial<Uniformity> = {}): Uniformity {
  const numbers = { entropyBits: 7, entropyZ: 0, chiSquareZ: 0, popcountZ: 0 };
  const verdict = bytes < 48 ? 'too_few' : 'uniform';
  return {
    verdict,
    bytes,
    skipped: 0,
    from: 0,
    to: bytes,
    unit: 'message',
    openingMessages: 0,
    masked: false,
    ...numbers,
    ...overrides,
  };
}

const signs = (overrides: Partial<CiphertextSigns> = {}): CiphertextSigns => ({
  orig: side(1000),
  resp: side(1000),
  startSeen: true,
  keyBits: 0,
  blockBits: 0,
  ...overrides,
});

describe('bits of ciphertext', () => {
  it('grow with the bytes and with the second side, and never beyond four for randomness', () => {
    const of = (bytes: number, other = 0) => ciphertextBits(signs({ orig: side(bytes), resp: side(other) }));
    expect([of(50), of(64), of(128), of(256), of(1024), of(4096)]).toEqual([3, 3.5, 4, 4.5, 5, 5]);
    expect(of(1024, 1024)).toBe(6);
  });

  it('are fewer for a flow met in the middle and for each search', () => {
    expect(ciphertextBits(signs({ startSeen: false }))).toBe(3);
    for (const found of [{ skipped: 4 }, { openingMessages: 1 }, { unit: 'frame' as const }]) {
      expect(ciphertextBits(signs({ orig: side(1000, found) }))).toBe(4);
    }
  });

  it('pay for every kind of messages that was tried', () => {
    const kind = { first: 0, type: { at: 1, value: 7 }, tried: 8 };
    expect(ciphertextBits(signs({ orig: side(1000, { skipped: 4, kind }) }))).toBe(1);
    expect(ciphertextBits(signs({ orig: side(1000, { skipped: 4, kind: { ...kind, tried: 1 } }) }))).toBe(4);
  });

  it('are capped at six without keys and take ten of them at most', () => {
    expect(ciphertextBits(signs({ blockBits: 64 }))).toBe(6);
    expect(ciphertextBits(signs({ keyBits: 5 }))).toBe(11);
    expect(ciphertextBits(signs({ keyBits: 246 }))).toBe(16);
  });

  it('make a probability that grows with them and is never certain', () => {
    expect(ciphertextConfidence(0)).toBe(0.5);
    expect(ciphertextConfidence(5)).toBe(0.97);
    expect(ciphertextConfidence(50)).toBe(0.99);
  });
});
