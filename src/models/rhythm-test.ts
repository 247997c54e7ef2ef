// One test of one series of events for a rhythm: the better of the comb (any beacon that sleeps between turns) and of the clock (turns at
// fixed times), as a score in nats and as a p-value that is right for the score as it is computed here.

import { coalesceActivations } from '../features/activations.ts';
import { combCandidates, searchComb } from './comb-search.ts';
import { deviationOf, jitterOf, LOG_STEPS } from './comb-tables.ts';
import { lagCandidates } from './lag-candidates.ts';
import { searchPhase } from './phase-search.ts';
import { rhythmPValue } from './rhythm-tail.ts';

/** With fewer activations than this no score could be told from chance. */
export const ACTIVATIONS_MIN = 5;
/** The clock is looked for from so many activations on. */
const CLOCK_MIN = 8;
/** A comb this sure has the smallest p-value there is: no clock can add to it. */
const SURE = 60;
/** What the clock's score pays for its extra candidates, so that comb and clock are alike by chance. */
const CLOCK_PRICE = 3;
/** And with fewer activations than this, where one period cannot be told from its neighbours. */
const CLOCK_FEW = 36;
const CLOCK_FEW_PRICE = 5.5;

export interface RhythmFit {
  activations: number;
  /** Nats; −∞ below `ACTIVATIONS_MIN`. */
  score: number;
  /** Chance of such a score without a rhythm; 1 below `ACTIVATIONS_MIN`. */
  pValue: number;
  periodUs: number;
  /** Standard deviation of a turn over the period. */
  deviationShare: number;
  /** Half range of a turn over the period. */
  jitterShare: number;
  by: 'comb' | 'clock';
}

/** Activations of the last series taken, in µs: `rhythmTimes[0 … activations − 1]`. */
export let rhythmTimes = new Float64Array(1024);
let intervals = new Float64Array(1024);

/** Fills `rhythmTimes` with the activations of a series, and returns how many there are. */
export function takeActivations(timesUs: Float64Array, count: number): number {
  if (rhythmTimes.length < count) {
    rhythmTimes = new Float64Array(count * 2);
    intervals = new Float64Array(count * 2);
  }
  for (let i = 0; i < count; i++) rhythmTimes[i] = timesUs[i];
  return coalesceActivations(rhythmTimes, count);
}

/** `timesUs[0 … count − 1]`: in any order, changed by nobody. */
export function testRhythm(timesUs: Float64Array, count: number): RhythmFit {
  const activations = takeActivations(timesUs, count);
  const fit: RhythmFit = {
    activations,
    score: Number.NEGATIVE_INFINITY,
    pValue: 1,
    periodUs: 0,
    deviationShare: 0,
    jitterShare: 0,
    by: 'comb',
  };
  if (activations < ACTIVATIONS_MIN) return fit;
  for (let i = 1; i < activations; i++) intervals[i - 1] = rhythmTimes[i] - rhythmTimes[i - 1];
  const comb = searchComb(intervals, activations - 1);
  fit.score = comb.ratio;
  fit.periodUs = Math.exp(comb.periodStep / LOG_STEPS);
  fit.deviationShare = deviationOf(comb.shape);
  fit.jitterShare = jitterOf(comb.shape);
  if (activations >= CLOCK_MIN && fit.score < SURE) testClock(fit, activations);
  fit.pValue = rhythmPValue(activations, fit.score);
  return fit;
}

function testClock(fit: RhythmFit, activations: number): void {
  const { step, ratio } = combCandidates;
  for (let i = 0; i < step.length; i++) {
    if (ratio[i] > Number.NEGATIVE_INFINITY) tryClock(fit, activations, Math.exp(step[i] / LOG_STEPS));
  }
  for (const periodUs of lagCandidates(rhythmTimes, activations)) {
    if (periodUs > 0) tryClock(fit, activations, periodUs);
  }
}

function tryClock(fit: RhythmFit, activations: number, periodUs: number): void {
  const clock = searchPhase(rhythmTimes, activations, periodUs);
  const score = clock.ratio - (activations < CLOCK_FEW ? CLOCK_FEW_PRICE : CLOCK_PRICE);
  if (score <= fit.score) return;
  fit.score = score;
  fit.by = 'clock';
  fit.periodUs = clock.period;
  // Of a normal spread of phases: R = exp(−(2πσ)² / 2).
  fit.deviationShare = Math.sqrt(-2 * Math.log(Math.min(0.999_99, clock.concentration))) / (2 * Math.PI);
  fit.jitterShare = fit.deviationShare * Math.sqrt(3);
}
