// A rhythm among other events on a device that rests now and then: the sum over all ways of choosing its events of `interleavedRatio`, but for
// rests, in which nothing comes but what Doze's maintenance windows let through. Each rest begins behind any event and ends with one of the rhythm.

import { COMB_FROM, COMB_MISSING, COMB_STEPS, combDensity, LOG_STEPS } from './comb-tables.ts';
import {
  BACK,
  EVENTS_MAX,
  PAUSES,
  RESUMES,
  RHYTHM_SHARES,
  reachOf,
  series,
  staysOut,
} from './interleaved-likelihood.ts';
import { OPENING_STEPS, RATIO_FROM, RATIO_STEPS, restingTables } from './resting-tables.ts';
import { gapDensity } from './steady-tables.ts';

/** Rests expected in a series, and the largest chance of one behind each event; all chances here were chosen on design seeds of eval/beacons. */
const RESTS = 2;
const FALLS_MAX = 0.15;
/** Chance that a gap follows a gap. */
const STAYS = 0.4;
/** Share of first gaps, and of those behind them, that are as windows make them; others are of any length, as sleep is. */
const OPENED = 0.5;
const GROWN = 0.6;
const LARGE = 1e60;
const LEAST = 1e-300;

const turns = new Float64Array(EVENTS_MAX);
/** Of the pairs of an event and one before it, how likely such a turn is; which of them count, and those that are less than a period apart. */
const weights = new Float64Array(EVENTS_MAX * BACK);
const pairsFrom = new Int32Array(EVENTS_MAX);
const pairsTo = new Int32Array(EVENTS_MAX);
const recentTo = new Int32Array(EVENTS_MAX);
/** Chances of a gap before each event, as a first one, behind a first one, and behind a later one, over those of an irregular event. */
const firstGaps = new Float64Array(EVENTS_MAX);
const secondGaps = new Float64Array(EVENTS_MAX);
const laterGaps = new Float64Array(EVENTS_MAX);

/** Of the series taken last by `takeSeries`: nats, over all ways of choosing the events of the rhythm and over its share. `period` in steps. */
export function interleavedRestingRatio(used: number, period: number, shape: number, missing: number): number {
  const falls = Math.min(FALLS_MAX, RESTS / used);
  takeGaps(used, period, falls);
  takePairs(used, period, combDensity(shape * COMB_MISSING.length + missing));
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const [at, share] of RHYTHM_SHARES.entries()) {
    const ratio = ratioOf(used, period, share, series.alone[at]);
    sum = ratio > most ? sum * Math.exp(most - ratio) + 1 : sum + Math.exp(ratio - most);
    most = Math.max(most, ratio);
  }
  return most + Math.log(sum / RHYTHM_SHARES.length) + used * Math.log(1 - falls);
}

function takeGaps(used: number, period: number, falls: number): void {
  const { opening, grownFirst, grown } = restingTables();
  const { steps, overHazard, since, survivals } = series;
  const start = period + COMB_FROM;
  for (let i = 1; i < used; i++) {
    const at = steps[i - 1] - start;
    const any = gapDensity(at);
    const opened = at >= 0 && at < OPENING_STEPS ? opening[at] : 0;
    const ratio = i === 1 ? -1 : steps[i - 1] - steps[i - 2] - RATIO_FROM;
    const follows = ratio >= 0 && ratio < RATIO_STEPS;
    // Others do not come either while the device rests: the gap need not survive them.
    const over = overHazard[i] / since[i] / survivals[i];
    firstGaps[i] = falls * over * (OPENED * opened + (1 - OPENED) * any);
    secondGaps[i] = STAYS * over * ((follows ? GROWN * grownFirst[ratio] : 0) + (1 - GROWN) * any);
    laterGaps[i] = STAYS * over * ((follows ? GROWN * grown[ratio] : 0) + (1 - GROWN) * any);
  }
}

/** Turns that may lead to each event, which are the same for every share of the rhythm. */
function takePairs(used: number, period: number, density: Float64Array): void {
  const { pairSteps, overLength } = series;
  const start = period + COMB_FROM;
  const reach = reachOf(period);
  for (let i = 1; i < used; i++) {
    const at = i * BACK;
    const last = Math.min(i, BACK);
    let k = 0;
    while (k < last && pairSteps[at + k] < start) k++;
    pairsFrom[i] = k;
    recentTo[i] = k;
    for (; k < last && pairSteps[at + k] <= reach; k++) {
      const step = pairSteps[at + k] - start;
      weights[at + k] = step < COMB_STEPS ? density[step] * overLength[at + k] : 0;
      if (pairSteps[at + k] < period) recentTo[i] = k + 1;
    }
    pairsTo[i] = k;
  }
}

function ratioOf(used: number, period: number, share: number, alone: Float64Array): number {
  const { overHazard, pairSteps, since } = series;
  const resume = RESUMES / Math.exp(period / LOG_STEPS);
  let scale = 0;
  // What all events so far are worth when the rhythm goes on behind the last, when that ends a first gap, or a later one, and when the
  // rhythm pauses, or has not begun.
  let goesOn = 0.5;
  let first = 0;
  let later = 0;
  let out = 0.5;
  turns[0] = 0.5;
  for (let i = 1; i < used; i++) {
    const at = i * BACK;
    const before = i - 1;
    let gain = 0;
    for (let k = pairsFrom[i]; k < pairsTo[i]; k++) gain += turns[before - k] * weights[at + k];
    let recent = 0;
    for (let k = 0; k < recentTo[i]; k++) recent += turns[before - k];
    later = (first * secondGaps[i] + later * laterGaps[i]) * alone[i];
    first = goesOn * firstGaps[i] * alone[i];
    const stays = staysOut(resume, since[i]);
    const begins = out * stays * resume * alone[i] * (1 - share);
    const next = (gain * (1 - PAUSES) + begins) * (overHazard[i] / (1 - share));
    turns[i] = next + (1 - STAYS) * (first + later);
    goesOn = turns[i] + recent;
    out = out * stays * alone[i] + PAUSES * next;
    if (goesOn < LARGE && out < LARGE) continue;
    for (let j = Math.max(0, i - BACK); j <= i; j++) turns[j] /= LARGE;
    goesOn /= LARGE;
    first /= LARGE;
    later /= LARGE;
    out /= LARGE;
    scale += Math.log(LARGE);
  }
  // The last turn may be a few periods ago.
  const end = used - 1;
  let worth = out + turns[end] + STAYS * (first + later) + LEAST;
  const back = Math.min(end, BACK);
  for (let k = 0; k < back && pairSteps[end * BACK + k] <= period + LOG_STEPS; k++) worth += turns[end - 1 - k];
  return scale + Math.log(worth) + used * Math.log(1 - share) + share * series.hazards;
}
