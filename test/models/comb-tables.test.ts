import { expect, it } from 'vitest';
import {
  COMB_FROM,
  COMB_MISSING,
  COMB_SHAPES,
  combDensity,
  deviationOf,
  jitterOf,
  LOG_STEPS,
  normalShare,
} from '../../src/models/comb-tables.ts';

it('every comb is a density over the logarithm of interval / period: it sums to one, but for turns beyond the last tooth', () => {
  for (let i = 0; i < COMB_SHAPES.length * COMB_MISSING.length; i++) {
    const density = combDensity(i);
    const missing = COMB_MISSING[i % COMB_MISSING.length] as number;
    const sum = density.reduce((total, value) => total + value, 0) / LOG_STEPS;
    expect(sum).toBeGreaterThan(1 - missing ** 5 - 0.06);
    expect(sum).toBeLessThan(1.02);
  }
});

it('peaks stand at one and, where turns are skipped, at two periods', () => {
  const narrow = combDensity(COMB_MISSING.length - 1);
  const at = (periods: number) => narrow[Math.round(Math.log(periods) * LOG_STEPS) - COMB_FROM] as number;
  expect(at(1)).toBeGreaterThan(20);
  expect(at(2)).toBeGreaterThan(10);
  expect(at(1.5)).toBeLessThan(0.01);
});

it('jitter is the half range: ± 20 % uniform is a deviation of 11.5 %', () => {
  const uniform = COMB_SHAPES.find(({ kind, spread }) => kind === 'uniform' && spread === 0.2);
  if (uniform === undefined) throw new Error('there is such a shape');
  expect(jitterOf(uniform)).toBe(0.2);
  expect(deviationOf(uniform)).toBeCloseTo(0.1155, 4);
});

it('the normal distribution is right to a thousandth', () => {
  for (const [z, share] of [
    [0, 0.5],
    [1, 0.8413],
    [-1.96, 0.025],
    [3, 0.9987],
  ] as const) {
    expect(normalShare(z)).toBeCloseTo(share, 3);
  }
});

it('delays of a clock do not add up: a tooth of two turns is as wide as one of one, and half of a flex clock is exact', () => {
  const table = (kind: string) =>
    combDensity(COMB_SHAPES.findIndex((shape) => shape.kind === kind) * COMB_MISSING.length + 3);
  const at = (density: Float64Array, periods: number) =>
    (density[Math.round(Math.log(periods) * LOG_STEPS) - COMB_FROM] as number) / periods;
  expect(at(table('tick'), 2.1) / at(table('tick'), 2)).toBeCloseTo(at(table('tick'), 1.1) / at(table('tick'), 1), 1);
  expect(at(table('flex'), 1)).toBeGreaterThan(3 * at(table('flex'), 1.03));
});
