import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findRepeatedBlocks } from '../../src/features/repeated-blocks.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(11);
const key = randomBytes(16, random);
const rows = Buffer.from(
  Array.from({ length: 40 }, (_, i) => `{"event":"opened","id":${100 + i},"when":"2026-11-26T10:00:00Z"}`).join(''),
);
const sealed = (mode: string, bytes: Uint8Array, keyBytes = key) => {
  const cipher = createCipheriv(mode, keyBytes, mode.endsWith('ecb') ? null : randomBytes(16, random));
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};
const whole = (bytes: Uint8Array) => [{ start: 0, end: bytes.length }];

describe('repeated cipher blocks', () => {
  it('are found in ECB, with the blocks that are different still uniform', () => {
    const bytes = sealed('aes-128-ecb', rows);
    const found = findRepeatedBlocks(bytes, whole(bytes));
    expect(found).toMatchObject({ blockBytes: 16, blocks: bytes.length / 16 });
    expect(found!.repeats).toBeGreaterThan(10);
    // 128 − log2(171 · 170 / 2) − 2.
    const pairs = ((bytes.length / 16) * (bytes.length / 16 - 1)) / 2;
    expect(found!.chanceBits).toBeCloseTo(126 - Math.log2(pairs), 6);
    expect(found!.distinct.verdict).toBe('uniform');
    const { first, again } = found!;
    expect(again - first).toBeGreaterThanOrEqual(16);
    expect(bytes.subarray(again, again + 16)).toEqual(bytes.subarray(first, first + 16));
  });

  it('are those of eight bytes where the cipher has such', () => {
    const bytes = sealed('des-ede3-ecb', rows, randomBytes(24, random));
    expect(findRepeatedBlocks(bytes, whole(bytes))).toMatchObject({ blockBytes: 8 });
  });

  it('are found behind a clear header, by the end of the message', () => {
    const bytes = Buffer.concat([randomBytes(5, random), sealed('aes-128-ecb', rows)]);
    expect(findRepeatedBlocks(bytes, whole(bytes))).toMatchObject({ blockBytes: 16 });
  });

  it('are none in CBC, CTR and random bytes', () => {
    for (const bytes of [
      sealed('aes-128-cbc', rows),
      sealed('aes-128-ctr', rows),
      Buffer.from(randomBytes(4000, random)),
    ]) {
      expect(findRepeatedBlocks(bytes, whole(bytes))).toBeUndefined();
    }
  });

  it('are not ids at one place of every message, nor padding', () => {
    const id = randomBytes(16, random);
    const message = Buffer.concat([id, randomBytes(48, random)]);
    const ids = Buffer.concat([message, id, randomBytes(48, random), id, randomBytes(48, random)]);
    const spans = [0, 64, 128].map((start) => ({ start, end: start + 64 }));
    expect(findRepeatedBlocks(ids, spans)).toBeUndefined();
    const padded = Buffer.concat([randomBytes(64, random), Buffer.alloc(128, 0xaa)]);
    expect(findRepeatedBlocks(padded, whole(padded))).toBeUndefined();
  });

  it('are none in structured bytes that only repeat: those left over are not uniform', () => {
    const text = Buffer.from('0123456789abcdefABCDEFGHIJKLMNOP0123456789abcdef'.repeat(20));
    expect(findRepeatedBlocks(text, whole(text))?.distinct.verdict).not.toBe('uniform');
  });
});
