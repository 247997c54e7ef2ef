import { expect, test } from 'vitest';
import { ByteHistogram } from '../../src/features/byte-histogram.ts';
import { createPayloadPool, poolBytes } from '../../src/features/payload-pool.ts';
import { isBeyondSkipping, passesCounts, passesSerially } from '../../src/features/randomness-bounds.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(43);

function tested(bytes: Uint8Array): { counts: boolean; serial: boolean; beyond: boolean } {
  const histogram = new ByteHistogram();
  histogram.add(bytes, 0, bytes.length);
  const pool = createPayloadPool();
  poolBytes(pool, bytes);
  return {
    counts: passesCounts(histogram),
    serial: passesSerially(histogram, pool, bytes, 0),
    beyond: isBeyondSkipping(histogram, pool),
  };
}

test('random bytes pass each bound, text passes none', () => {
  let passed = 0;
  for (let i = 0; i < 200; i++) {
    const { counts, serial, beyond } = tested(randomBytes(600, random));
    if (counts && serial && !beyond) passed++;
  }
  expect(passed).toBeGreaterThan(194);
  expect(tested(Buffer.from('the same words again and again, '.repeat(20)))).toEqual({
    counts: false,
    serial: false,
    beyond: true,
  });
});

test('a counter has the counts of random bytes and not their order', () => {
  const counter = Uint8Array.from({ length: 512 }, (_, i) => i & 255);
  expect(tested(counter).serial).toBe(false);
});

test('bytes that repeat elsewhere are not random', () => {
  const run = randomBytes(20, random);
  expect(tested(Buffer.concat([randomBytes(201, random), run, randomBytes(200, random), run])).serial).toBe(false);
});
