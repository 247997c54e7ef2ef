import { expect, test } from 'vitest';
import { hasPackedNumbers } from '../../src/features/packed-numbers.ts';
import { createPayloadPool, poolBytes } from '../../src/features/payload-pool.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(72);
const normal = () => random() + random() + random() + random() - 2;

function isPacked(bytes: Uint8Array, skip = 0): boolean {
  const pool = createPayloadPool();
  poolBytes(pool, bytes);
  return hasPackedNumbers(pool, bytes, skip);
}

/** Numbers of `width` bits about the middle of what they can be; `isHighFirst`: the highest bit of each stands in front. */
function packed(count: number, width: number, isHighFirst: boolean): Uint8Array {
  const half = 2 ** (width - 1);
  const bytes = new Uint8Array(Math.ceil((count * width) / 8));
  for (let i = 0; i < count; i++) {
    const value = Math.max(0, Math.min(2 * half - 1, Math.round(half + (half / 2.2) * 1.7 * normal())));
    for (let bit = 0; bit < width; bit++) {
      const at = i * width + bit;
      const isOne = (value >> (isHighFirst ? width - 1 - bit : bit)) & 1;
      if (isOne) bytes[at >> 3] = (bytes[at >> 3] as number) | (isHighFirst ? 128 >> (at & 7) : 1 << (at & 7));
    }
  }
  return bytes;
}

const shareOf = (tries: number, make: () => Uint8Array, skip = 0) =>
  Array.from({ length: tries }, () => isPacked(make(), skip)).filter(Boolean).length / tries;

test.each([5, 6, 7, 10, 12])('numbers of %i bits show in few hundred bytes, whichever end comes first', (width) => {
  const count = Math.round((420 * 8) / width);
  for (const isHighFirst of [true, false]) {
    expect(shareOf(20, () => packed(count, width, isHighFirst))).toBeGreaterThan(0.9);
    expect(
      shareOf(20, () => Buffer.concat([randomBytes(3, random), packed(count, width, isHighFirst)]), 3),
    ).toBeGreaterThan(0.9);
  }
});

test('the same bytes under a key that is as long do not', () => {
  const sealed = () => {
    const clear = packed(500, 6, true);
    const key = randomBytes(clear.length, random);
    return clear.map((byte, i) => byte ^ (key[i] as number));
  };
  expect(shareOf(400, sealed)).toBe(0);
});

test('one bit that is always set at every fifth byte shows, however often it is counted', () => {
  const marked = () => randomBytes(2048, random).map((byte, i) => (i % 5 === 0 ? byte | 1 : byte));
  expect(shareOf(20, marked)).toBe(1);
});
