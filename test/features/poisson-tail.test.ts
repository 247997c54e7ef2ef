import { expect, test } from 'vitest';
import { poissonTailBits } from '../../src/features/poisson-tail.ts';

test('the bound is above the chance it bounds, and not far', () => {
  for (const [count, expected] of [
    [3, 0.5],
    [9, 2],
    [40, 16],
  ] as const) {
    let term = Math.exp(-expected);
    let below = 0;
    for (let i = 0; i < count; i++) {
      below += term;
      term *= expected / (i + 1);
    }
    const bits = poissonTailBits(count, expected);
    expect(2 ** -bits).toBeGreaterThan(1 - below);
    expect(2 ** -bits).toBeLessThan(16 * (1 - below));
  }
});

test('what is expected is no surprise', () => {
  expect(poissonTailBits(2, 2)).toBe(0);
  expect(poissonTailBits(1, 3)).toBe(0);
});
