// A rhythm on a device that rests now and then (Doze, sleep): a hidden Markov chain (Rabiner 1989) of turns and gaps. Gaps follow each other,
// as long as the device rests, and grow, because maintenance windows become rarer; a share of gaps at any place cannot say either.

import { COMB_FROM, COMB_MISSING, combDensity, LOG_STEPS } from './comb-tables.ts';
import { gapDensity, STEADY_LEAST } from './steady-tables.ts';

/** Chances that a gap follows a turn, and that one follows a gap (chosen on design seeds of eval/beacons). */
const FALLS = 0.12;
const STAYS = 0.5;
/** Share of gaps behind a gap that have grown: so many times the one before, all alike on the logarithmic scale. */
const GROWN = 0.6;
const GROWN_FROM = Math.round(Math.log(1.25) * LOG_STEPS);
const GROWN_TO = Math.round(Math.log(2.1) * LOG_STEPS);
const GROWN_DENSITY = (GROWN * LOG_STEPS) / (GROWN_TO - GROWN_FROM);
const SMALL = 1e-80;
const LARGE = 1e80;

/**
 * ln of the density of all intervals, per unit of their logarithms. `steps[0 … count − 1]`: logarithms in steps of the scale, in order of time;
 * `period` in steps; indices of `COMB_SHAPES` and of `COMB_MISSING`.
 */
export function restingLogLikelihood(
  steps: Int32Array,
  count: number,
  period: number,
  shape: number,
  missing: number,
): number {
  const density = combDensity(shape * COMB_MISSING.length + missing);
  const start = period + COMB_FROM;
  let logs = 0;
  // What all intervals so far are worth when the last is a turn, and when it is a gap.
  let turns = 1;
  let gaps = 0;
  for (let i = 0; i < count; i++) {
    const at = steps[i] - start;
    const turn = STEADY_LEAST + (at >= 0 && at < density.length ? density[at] : 0);
    const any = gapDensity(at);
    const growth = i === 0 ? 0 : steps[i] - steps[i - 1];
    const grown = any > 0 && growth >= GROWN_FROM && growth < GROWN_TO ? GROWN_DENSITY : 0;
    const fallen = turns * FALLS * (STEADY_LEAST + any);
    turns = (turns * (1 - FALLS) + gaps * (1 - STAYS)) * turn;
    gaps = fallen + gaps * STAYS * ((1 - GROWN) * (STEADY_LEAST + any) + grown);
    const both = turns + gaps;
    if (both > SMALL && both < LARGE) continue;
    logs += Math.log(both);
    turns /= both;
    gaps /= both;
  }
  return logs + Math.log(turns + gaps);
}
