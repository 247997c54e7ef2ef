import { expect, test } from 'vitest';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { hasVarintLengths, varintBits } from '../../src/features/varint-lengths.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(75);

function bitsOf(messages: readonly Uint8Array[], skip = 0): number {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  const bytes = Buffer.concat(messages);
  const bits = varintBits(pool, bytes, skip);
  expect(hasVarintLengths(pool, bytes, skip)).toBe(bits >= 48);
  return bits;
}

/** Numbers of so many bytes each, whose seven bits are random. */
const varints = (...lengths: number[]) =>
  Uint8Array.from(
    lengths.flatMap((length) =>
      [...randomBytes(length, random)].map((byte, i) => (i < length - 1 ? byte | 0x80 : byte & 0x7f)),
    ),
  );

test('numbers of one length, and of lengths that are not those of chance, are far from it', () => {
  // Of 24 numbers of three bytes each has a chance of one in eight, and one message ends with one.
  expect(bitsOf([varints(...new Array(24).fill(3))])).toBeCloseTo(24 * 3 + 1, 6);
  expect(bitsOf([varints(...Array.from({ length: 60 }, (_, i) => 1 + (i % 5)))])).toBeGreaterThan(40);
  expect(bitsOf([Buffer.concat([Uint8Array.of(0x80), varints(...new Array(24).fill(3))])], 1)).toBeCloseTo(
    24 * 3 + 1,
    6,
  );
});

test('fewer than 24 numbers say nothing', () => {
  expect(bitsOf([varints(...new Array(23).fill(3))])).toBe(0);
  expect(bitsOf([])).toBe(0);
});

test('the same numbers under a key that is as long are near to chance, and so are random bytes', () => {
  for (let i = 0; i < 300; i++) {
    const clear = varints(...new Array(30 + i).fill(3));
    const key = randomBytes(clear.length, random);
    expect(bitsOf([clear.map((byte, at) => byte ^ (key[at] as number))])).toBeLessThan(40);
    const messages = Array.from({ length: 1 + (i % 12) }, () => randomBytes(30 + Math.floor(random() * 120), random));
    expect(bitsOf(messages, i % 3)).toBeLessThan(40);
  }
});
