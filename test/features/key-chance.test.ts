import { describe, expect, it } from 'vitest';
import { bareKeyBits, bareKeysBits } from '../../src/features/key-chance.ts';

describe('the chance of bare keys', () => {
  it('is the upper tail of a binomial law', () => {
    expect(bareKeyBits(1, 1, 1 / 32)).toBeCloseTo(5, 9);
    expect(bareKeyBits(2, 2, 1 / 32)).toBeCloseTo(10, 9);
    expect(bareKeyBits(1, 4, 1 / 32)).toBeCloseTo(-Math.log2(1 - (31 / 32) ** 4), 9);
    expect(bareKeyBits(0, 4)).toBe(0);
    expect(bareKeyBits(1, 0)).toBe(0);
  });

  it('is finite however deep in the tail', () => {
    expect(bareKeyBits(400, 400, 1 / 32)).toBeCloseTo(2000, 3);
    expect(bareKeyBits(3, 1000)).toBeLessThan(1);
  });

  it('of given positions is paid for the choice among those tried', () => {
    expect(bareKeysBits(10, 2, 2)).toBe(10);
    expect(bareKeysBits(5, 1, 4)).toBe(3);
    expect(bareKeysBits(0, 0, 4)).toBe(0);
  });
});
