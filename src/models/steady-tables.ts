// Densities of intervals for a rhythm that all events keep: a comb with skipped turns, a share of gaps (Doze, sleep) of any length, and a
// little everywhere. Over the logarithm of interval / period one table serves every period. Made when first asked for.

import { COMB_FROM, COMB_MISSING, COMB_STEPS, combDensity, LOG_STEPS } from './comb-tables.ts';

/** Shares of gaps. */
export const STEADY_GAPS: readonly number[] = [0, 0.1, 0.3];

/**
 * Gaps: from 1.1 periods on. Most end with one of the next maintenance windows, up to seven periods later, others last up to 60. Every length
 * of either kind is alike on the logarithmic scale.
 */
const GAP_FROM = stepOf(1.1);
const WINDOWS_TO = stepOf(7);
const GAP_TO = stepOf(60);
const WINDOWS_SHARE = 0.6;
const ANY_DENSITY = ((1 - WINDOWS_SHARE) * LOG_STEPS) / (GAP_TO - GAP_FROM);
const WINDOWS_DENSITY = (WINDOWS_SHARE * LOG_STEPS) / (WINDOWS_TO - GAP_FROM);
/** Keeps every interval possible. */
export const STEADY_LEAST = 1e-4;

/** Single precision: the tables stay in the cache. */
const tables: Float32Array[] = [];

/** Per unit of ln(interval / period), by step from `COMB_FROM`; outside it is `STEADY_LEAST`. Indices of `COMB_SHAPES`, of `COMB_MISSING`, of gaps. */
export function steadyDensity(shape: number, missing: number, gaps: number): Float32Array {
  const at = (shape * COMB_MISSING.length + missing) * STEADY_GAPS.length + gaps;
  tables[at] ??= densityOf(shape, missing, STEADY_GAPS[gaps]);
  return tables[at];
}

function densityOf(shape: number, missing: number, share: number): Float32Array {
  const comb = combDensity(shape * COMB_MISSING.length + missing);
  const density = new Float32Array(share === 0 ? COMB_STEPS : GAP_TO);
  for (let step = 0; step < density.length; step++) {
    density[step] = STEADY_LEAST + (step < COMB_STEPS ? (1 - share) * comb[step] : 0) + share * gapDensity(step);
  }
  return density;
}

/** Of a gap, per unit of ln(interval / period), by step from `COMB_FROM`. */
export function gapDensity(step: number): number {
  if (step < GAP_FROM || step >= GAP_TO) return 0;
  return step < WINDOWS_TO ? ANY_DENSITY + WINDOWS_DENSITY : ANY_DENSITY;
}

function stepOf(periods: number): number {
  return Math.round(Math.log(periods) * LOG_STEPS) - COMB_FROM;
}
