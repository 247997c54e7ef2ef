// Densities of intervals for a rhythm that all events keep: a comb with skipped turns, a share of gaps (Doze, sleep) of any length, and a
// little everywhere. Over the logarithm of interval / period one table serves every period. Made when first asked for.

import { COMB_DENSITIES, COMB_FROM, COMB_MISSING, COMB_STEPS, LOG_STEPS } from './comb-tables.ts';

/** Shares of gaps. */
export const STEADY_GAPS: readonly number[] = [0, 0.1, 0.3];

/** Gaps: from 0.9 periods to 33, every length alike on the logarithmic scale. */
const GAP_FROM = Math.round(Math.log(0.9) * LOG_STEPS) - COMB_FROM;
const GAP_TO = Math.round(Math.log(33) * LOG_STEPS) - COMB_FROM;
const GAP_DENSITY = LOG_STEPS / (GAP_TO - GAP_FROM);
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
  const comb = COMB_DENSITIES[shape * COMB_MISSING.length + missing];
  const density = new Float32Array(share === 0 ? COMB_STEPS : GAP_TO);
  for (let step = 0; step < density.length; step++) {
    density[step] =
      STEADY_LEAST + (step < COMB_STEPS ? (1 - share) * comb[step] : 0) + (step >= GAP_FROM ? share * GAP_DENSITY : 0);
  }
  return density;
}
