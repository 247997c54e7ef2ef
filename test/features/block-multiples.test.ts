import { describe, expect, it } from 'vitest';
import { blockBits } from '../../src/features/block-multiples.ts';
import { randomNumbers } from '../support/random-bytes.ts';

describe('block multiples', () => {
  it('count distinct sizes that agree modulo the block', () => {
    const sizes = Float64Array.of(29, 45, 61, 77, 1);
    expect(blockBits(sizes, 4, 16)).toBe(12);
    expect(blockBits(sizes, 4, 8)).toBe(9);
    expect(blockBits(sizes, 5, 16)).toBe(0);
  });

  it('agree modulo 8 without agreeing modulo 16', () => {
    const sizes = Float64Array.of(8, 16, 24);
    expect(blockBits(sizes, 3, 16)).toBe(0);
    expect(blockBits(sizes, 3, 8)).toBe(6);
  });

  it('say nothing of two sizes', () => {
    expect(blockBits(Float64Array.of(16, 32), 2, 16)).toBeNaN();
  });

  it('happen by chance as rarely as the bits claim', () => {
    const random = randomNumbers(5);
    const draws = 20_000;
    let hits = 0;
    for (let i = 0; i < draws; i++) {
      const sizes = Float64Array.from({ length: 3 }, () => Math.floor(random() * 1600));
      if (blockBits(sizes, 3, 16) > 0) hits++;
    }
    expect((hits / draws) * 2 ** 8).toBeGreaterThan(0.5);
    expect((hits / draws) * 2 ** 8).toBeLessThan(1.6);
  });
});
