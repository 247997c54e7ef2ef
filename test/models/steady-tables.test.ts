import { expect, it } from 'vitest';
import { COMB_FROM, COMB_MISSING, COMB_SHAPES, LOG_STEPS } from '../../src/models/comb-tables.ts';
import { gapDensity, STEADY_GAPS, STEADY_LEAST, steadyDensity } from '../../src/models/steady-tables.ts';

const stepOf = (periods: number) => Math.round(Math.log(periods) * LOG_STEPS) - COMB_FROM;
const at = (density: Float32Array, periods: number) => density[stepOf(periods)];

it('with gaps or without, a table sums to one, but for what is everywhere and for turns beyond the last tooth', () => {
  for (let shape = 0; shape < COMB_SHAPES.length; shape++) {
    for (let gaps = 0; gaps < STEADY_GAPS.length; gaps++) {
      const density = steadyDensity(shape, 0, gaps);
      const sum = density.reduce((total, value) => total + value - STEADY_LEAST, 0) / LOG_STEPS;
      expect(sum).toBeGreaterThan(0.93);
      expect(sum).toBeLessThan(1.02);
    }
  }
});

it('a silence of twenty periods is possible only where there are gaps', () => {
  expect(at(steadyDensity(2, 0, 0), 20)).toBeUndefined();
  expect(at(steadyDensity(2, 0, 1), 20)).toBeGreaterThan(0.01);
  expect(at(steadyDensity(2, 0, 2), 20)).toBeGreaterThan(at(steadyDensity(2, 0, 1), 20) as number);
});

it('every interval within reach is possible', () => {
  const all = COMB_SHAPES.flatMap((_, shape) => COMB_MISSING.map((_, missing) => steadyDensity(shape, missing, 1)));
  expect(all.every((density) => density.every((value) => value >= 0.999 * STEADY_LEAST))).toBe(true);
});

it('a gap has some length between a period and sixty, of which most end within seven', () => {
  const share = (from: number, to: number) => {
    let sum = 0;
    for (let step = stepOf(from); step < stepOf(to); step++) sum += gapDensity(step) / LOG_STEPS;
    return sum;
  };
  expect(share(0.2, 1000)).toBeCloseTo(1, 2);
  expect(share(0.2, 7)).toBeGreaterThan(0.7);
  expect([gapDensity(stepOf(1)), gapDensity(stepOf(61))]).toEqual([0, 0]);
});
