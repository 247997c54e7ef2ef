// A rhythm among other events: which events keep it is not known, so that all ways of choosing them are summed, event by event (a hidden
// semi-Markov model, Yu 2010). An event is the next turn after one of those before it, or one of the others, which come as irregular events
// do, only more rarely. The ratio is against irregular events alone. Works on event times, bins nothing.

import { COMB_FROM, COMB_MISSING, COMB_STEPS, combDensity, LOG_STEPS } from './comb-tables.ts';
import { irregularLogLikelihood } from './irregular-likelihood.ts';
import { IrregularModel } from './irregular-model.ts';

/** Events looked at, from the start. */
export const EVENTS_MAX = 256;
/** Events looked back at from each. */
export const BACK = 24;
/** Turns that may be skipped, and a little. */
const REACH = Math.log(5.7);
/** Shares of the irregular hazard that are the rhythm's. */
const B0 = 0.95;
const B1 = 0.75;
const B2 = 0.5;
const B3 = 0.3;
export const RHYTHM_SHARES: readonly number[] = [B0, B1, B2, B3];
const LOG0 = Math.log(1 - B0);
const LOG1 = Math.log(1 - B1);
const LOG2 = Math.log(1 - B2);
const LOG3 = Math.log(1 - B3);
/** The rhythm pauses after a turn with this chance, and begins again after eight periods on average. */
export const PAUSES = 0.03;
export const RESUMES = 1 / 8;
/** Least irregular hazard per unit of the logarithm of the time since the event before, and largest sum of it: no single interval may decide. */
const HAZARD_MIN = 1e-3;
const SURVIVAL_MIN = 1e-3;
const LARGE = 1e60;
const LEAST = 1e-300;

const irregular = new IrregularModel();
const steps = new Int32Array(EVENTS_MAX);
const inverse = new Float64Array(EVENTS_MAX);
/** Over the hazard of an irregular event, by event. */
const overHazard = new Float64Array(EVENTS_MAX);
const since = new Float64Array(EVENTS_MAX);
const pairSteps = new Int32Array(EVENTS_MAX * BACK);
const overLength = new Float64Array(EVENTS_MAX * BACK);
const turn0 = new Float64Array(EVENTS_MAX);
const turn1 = new Float64Array(EVENTS_MAX);
const turn2 = new Float64Array(EVENTS_MAX);
const turn3 = new Float64Array(EVENTS_MAX);
/** What an event of a pause is over one among turns. */
const alone0 = new Float64Array(EVENTS_MAX);
const alone1 = new Float64Array(EVENTS_MAX);
const alone2 = new Float64Array(EVENTS_MAX);
const alone3 = new Float64Array(EVENTS_MAX);
let hazards = 0;
const survivals = new Float64Array(EVENTS_MAX);

/** The series taken last. */
export const series = {
  steps,
  since,
  pairSteps,
  overLength,
  overHazard,
  survivals,
  /** By share of the rhythm. */
  alone: [alone0, alone1, alone2, alone3] as const,
  hazards: 0,
};

/** Takes a series: `timesUs[0 … used − 1]`, ascending, none nearer than `leastUs`; used ≤ EVENTS_MAX. */
export function takeSeries(timesUs: Float64Array, used: number, leastUs: number): void {
  for (let i = 1; i < used; i++) {
    since[i] = timesUs[i] - timesUs[i - 1];
    steps[i - 1] = Math.round(Math.log(since[i]) * LOG_STEPS);
  }
  irregular.fit(steps, used - 1, Math.log(leastUs) * LOG_STEPS);
  irregular.writeInverse(steps, used - 1, inverse);
  hazards = 0;
  for (let i = 1; i < used; i++) {
    const survival = Math.max(SURVIVAL_MIN, 1 - irregular.below(steps[i - 1] / LOG_STEPS));
    overHazard[i] = since[i] / Math.max(HAZARD_MIN, 1 / (inverse[i - 1] * survival));
    survivals[i] = survival;
    hazards -= Math.log(survival);
    alone0[i] = survival ** B0 / (1 - B0);
    alone1[i] = survival ** B1 / (1 - B1);
    alone2[i] = survival ** B2 / (1 - B2);
    alone3[i] = survival ** B3 / (1 - B3);
    const at = i * BACK;
    const last = Math.min(i, BACK);
    for (let k = 0; k < last; k++) {
      const length = timesUs[i] - timesUs[i - 1 - k];
      pairSteps[at + k] = k === 0 ? steps[i - 1] : Math.round(Math.log(length) * LOG_STEPS);
      overLength[at + k] = 1 / length;
    }
  }
  series.hazards = hazards;
}

/** Distances that a rhythm of `period`, in steps, goes on over; in steps. */
export function reachOf(period: number): number {
  return period + REACH * LOG_STEPS;
}

/** Chance that a rhythm that pauses still does after so long; `resume`: how often it begins again. */
export function staysOut(resume: number, since: number): number {
  return 1 - Math.min(1, resume * since) * 0.63;
}

/** Of the series taken last: what irregular laws say better than the one fitted to it; nats, at least 0. */
export function unfittedRatio(count: number, leastUs: number): number {
  let fitted = 0;
  for (let i = 0; i < count; i++) fitted -= Math.log(inverse[i]);
  return Math.max(0, irregularLogLikelihood(steps, count, leastUs) - fitted);
}

/** Of the series taken last: nats, over all ways of choosing the events of the rhythm and over its share. `period` in steps. */
export function interleavedRatio(used: number, period: number, shape: number, missing: number): number {
  const density = combDensity(shape * COMB_MISSING.length + missing);
  const start = period + COMB_FROM;
  const reach = reachOf(period);
  const resume = RESUMES / Math.exp(period / LOG_STEPS);
  let scale = 0;
  // A turn at each event, over what all events before give as irregular ones; `out`: the rhythm pauses, or has not begun.
  let out0 = 0.5;
  let out1 = 0.5;
  let out2 = 0.5;
  let out3 = 0.5;
  turn0[0] = turn1[0] = turn2[0] = turn3[0] = 0.5;
  for (let i = 1; i < used; i++) {
    let gain0 = 0;
    let gain1 = 0;
    let gain2 = 0;
    let gain3 = 0;
    const at = i * BACK;
    const last = Math.min(i, BACK);
    for (let k = 0; k < last; k++) {
      const length = pairSteps[at + k];
      if (length > reach) break;
      const step = length - start;
      if (step < 0 || step >= COMB_STEPS) continue;
      const weight = density[step] * overLength[at + k];
      const from = i - 1 - k;
      gain0 += turn0[from] * weight;
      gain1 += turn1[from] * weight;
      gain2 += turn2[from] * weight;
      gain3 += turn3[from] * weight;
    }
    const stays = staysOut(resume, since[i]);
    const over = overHazard[i];
    const next0 = ((gain0 * (1 - PAUSES) + out0 * stays * resume * alone0[i] * (1 - B0)) * over) / (1 - B0);
    const next1 = ((gain1 * (1 - PAUSES) + out1 * stays * resume * alone1[i] * (1 - B1)) * over) / (1 - B1);
    const next2 = ((gain2 * (1 - PAUSES) + out2 * stays * resume * alone2[i] * (1 - B2)) * over) / (1 - B2);
    const next3 = ((gain3 * (1 - PAUSES) + out3 * stays * resume * alone3[i] * (1 - B3)) * over) / (1 - B3);
    turn0[i] = next0;
    turn1[i] = next1;
    turn2[i] = next2;
    turn3[i] = next3;
    out0 = out0 * stays * alone0[i] + PAUSES * next0;
    out1 = out1 * stays * alone1[i] + PAUSES * next1;
    out2 = out2 * stays * alone2[i] + PAUSES * next2;
    out3 = out3 * stays * alone3[i] + PAUSES * next3;
    if (next0 > LARGE || next1 > LARGE || next2 > LARGE || next3 > LARGE) {
      for (let j = Math.max(0, i - BACK); j <= i; j++) {
        turn0[j] /= LARGE;
        turn1[j] /= LARGE;
        turn2[j] /= LARGE;
        turn3[j] /= LARGE;
      }
      out0 /= LARGE;
      out1 /= LARGE;
      out2 /= LARGE;
      out3 /= LARGE;
      scale += Math.log(LARGE);
    }
  }
  const end = used - 1;
  for (let k = -1; k < BACK && k < end; k++) {
    if (k >= 0 && pairSteps[end * BACK + k] > period + LOG_STEPS) break;
    const from = end - 1 - k;
    out0 += turn0[from];
    out1 += turn1[from];
    out2 += turn2[from];
    out3 += turn3[from];
  }
  const r0 = Math.log(out0 + LEAST) + used * LOG0 + B0 * hazards;
  const r1 = Math.log(out1 + LEAST) + used * LOG1 + B1 * hazards;
  const r2 = Math.log(out2 + LEAST) + used * LOG2 + B2 * hazards;
  const r3 = Math.log(out3 + LEAST) + used * LOG3 + B3 * hazards;
  const most = Math.max(r0, r1, r2, r3);
  return (
    scale + most + Math.log((Math.exp(r0 - most) + Math.exp(r1 - most) + Math.exp(r2 - most) + Math.exp(r3 - most)) / 4)
  );
}
