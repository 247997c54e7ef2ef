// A rhythm on a device that rests now and then (Doze, sleep): a hidden Markov chain (Rabiner 1989) of turns, first gaps and later ones. Maintenance
// windows become rarer, so that gaps grow from one to the next, and a rest mostly ends between two windows: the last gap is cut short.

import { COMB_FROM, COMB_MISSING, combDensity } from './comb-tables.ts';
import { OPENING_STEPS, RATIO_FROM, RATIO_STEPS, restingTables } from './resting-tables.ts';
import { gapDensity, STEADY_LEAST } from './steady-tables.ts';

/** Rests expected in a series, and the largest chance of one at each turn; all chances here were chosen on design seeds of eval/beacons. */
const RESTS = 2.5;
const FALLS_MAX = 0.15;
/** Share of rests that last until a first window. */
const WINDOWED = 0.6;
/** Share of first gaps, and of those behind them, that are as windows make them; others are of any length, because windows may be missed. */
const OPENED = 0.9;
const GROWN = 0.7;
/** Chance that a gap follows a gap. Where none does, a turn follows at once, or the gap that the end of the rest cuts short. */
const STAYS = 0.5;
const AT_ONCE = 0.3;
const CUT_ANY = 0.1;
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
  const { opening, grownFirst, grown, cut } = restingTables();
  const density = combDensity(shape * COMB_MISSING.length + missing);
  const start = period + COMB_FROM;
  const falls = Math.min(FALLS_MAX, RESTS / count);
  let logs = 0;
  // What all intervals so far are worth when the device is awake behind the last, when that is a first gap, and when it is a later one.
  let awake = 1;
  let first = 0;
  let later = 0;
  for (let i = 0; i < count; i++) {
    const at = steps[i] - start;
    const turn = STEADY_LEAST + (at >= 0 && at < density.length ? density[at] : 0);
    const any = STEADY_LEAST + gapDensity(at);
    const opened = at >= 0 && at < OPENING_STEPS ? opening[at] : 0;
    const ratio = i === 0 ? -1 : steps[i] - steps[i - 1] - RATIO_FROM;
    const follows = ratio >= 0 && ratio < RATIO_STEPS;
    const others = (1 - GROWN) * any;
    const ended = AT_ONCE * turn + (1 - AT_ONCE) * ((follows && steps[i] > period ? cut[ratio] : 0) + CUT_ANY * any);
    const toFirst = awake * falls * WINDOWED * (OPENED * opened + (1 - OPENED) * any);
    const toLater =
      first * STAYS * ((follows ? GROWN * grownFirst[ratio] : 0) + others) +
      later * STAYS * ((follows ? GROWN * grown[ratio] : 0) + others);
    awake = awake * ((1 - falls) * turn + falls * (1 - WINDOWED) * any) + (first + later) * (1 - STAYS) * ended;
    first = toFirst;
    later = toLater;
    const all = awake + first + later;
    if (all > SMALL && all < LARGE) continue;
    logs += Math.log(all);
    awake /= all;
    first /= all;
    later /= all;
  }
  return logs + Math.log(awake + first + later);
}
