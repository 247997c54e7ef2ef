// How likely intervals are as turns of a period with gaps at any place: what laws of rests are held against.

import { COMB_FROM, COMB_SHAPES, LOG_STEPS } from '../../src/models/comb-tables.ts';
import { STEADY_GAPS, STEADY_LEAST, steadyDensity } from '../../src/models/steady-tables.ts';

/** Turns of 60 s ± 10 %, none missing. */
export const PERIOD_S = 60;
export const SHAPE = COMB_SHAPES.findIndex(({ kind, spread }) => kind === 'uniform' && spread === 0.1);
export const MISSING = 0;

/** An interval, on the logarithmic scale of combs. */
export const stepOf = (value: number): number => Math.round(Math.log(value) * LOG_STEPS);

/** ln of the density, for the likeliest share of gaps. */
export function gapsAnywhere(intervals: readonly number[]): number {
  const likelihoods = STEADY_GAPS.map((_, gaps) => {
    const density = steadyDensity(SHAPE, MISSING, gaps);
    return intervals.reduce(
      (sum, value) => sum + Math.log(density[stepOf(value) - stepOf(PERIOD_S) - COMB_FROM] ?? STEADY_LEAST),
      0,
    );
  });
  return Math.max(...likelihoods);
}
