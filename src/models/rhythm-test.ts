// One test of one series of events for a rhythm: of one that all events keep, of one among other events, and of a clock that keeps its phase;
// their likelihood ratios together as a score in nats, and a p-value that is right for the score as it is computed here.

import { coalesceActivations, coalescedUs, joined } from '../features/activations.ts';
import { searchClock } from './clock-search.ts';
import { combCandidates } from './comb-candidates.ts';
import { type CombShape, deviationOf, jitterOf, LOG_STEPS } from './comb-tables.ts';
import { type InterleavedFit, searchInterleaved } from './interleaved-search.ts';
import { lagCandidates } from './lag-candidates.ts';
import { leadingApartUs, leadingTimes, takeLeading } from './leading-events.ts';
import { loneApartUs, loneTimes, takeLone } from './lone-events.ts';
import { rhythmPValue } from './rhythm-tail.ts';
import { searchSteady } from './steady-search.ts';

/** With fewer activations than this no score could be told from chance. */
export const ACTIVATIONS_MIN = 5;
/** A rhythm among other events is looked for from so many activations on. */
const INTERLEAVED_MIN = 8;
/** A clock that keeps its phase is looked for from so many activations on, */
const CLOCK_MIN = 8;
/** where the other ratios do not say enough already. */
const CLOCK_NEEDLESS = 25;
/** Events that lead, and those that are alone, are tried on their own in series of so many activations, where the ratios of all do not say enough already. */
const PART_MIN = 6;
const PART_MAX = 512;
const PART_NEEDLESS = 15;
/** A steady rhythm this sure has the smallest p-value there is. */
const SURE = 45;
/** What the ratios are given or pay, so that each finds most for the irregular series that it lets through (design seeds of eval/beacons). */
const STEADY_GAIN = 4.25;
const STEADY_LEADING_GAIN = 1.75;
const STEADY_LONE_GAIN = 3.75;
const INTERLEAVED_PRICE_FEW = 0.5;
const INTERLEAVED_GAIN = 0.4;
const INTERLEAVED_LONE_PRICE = 1.5;
const RESTING_GAIN = 0.5;
const RESTING_LONE_GAIN = 1;
const CLOCK_AMONG_PRICE = 2.75;
const CLOCK_WHOLE_GAIN = 1;
/** From so many activations on combs over the intervals propose periods, and a rhythm among other events gains instead of paying. */
const MANY = 14;
const NONE = new Float64Array(0);

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
  /** `steady`: all events keep it; `interleaved`: there are others among them. */
  by: 'steady' | 'interleaved';
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
    by: 'steady',
  };
  if (activations < ACTIVATIONS_MIN) return fit;
  for (let i = 1; i < activations; i++) intervals[i - 1] = rhythmTimes[i] - rhythmTimes[i - 1];
  const steady = searchSteady(intervals, activations - 1, coalescedUs);
  const steadyUs = Math.exp(steady.periodStep / LOG_STEPS);
  fit.score = steady.ratio + STEADY_GAIN;
  describe(fit, steadyUs, steady.shape);
  if (activations >= INTERLEAVED_MIN && fit.score < SURE) {
    const among = amongOthers(rhythmTimes, activations, steadyUs, coalescedUs);
    const gain = activations < MANY ? -INTERLEAVED_PRICE_FEW : INTERLEAVED_GAIN;
    addRatio(fit, among.ratio + gain, 'interleaved', among.periodUs, among.shape);
    addRatio(fit, among.resting + RESTING_GAIN, 'interleaved', among.periodUs, among.shape);
  }
  if (activations >= CLOCK_MIN && fit.score < CLOCK_NEEDLESS) {
    const clock = searchClock(rhythmTimes, activations, coalescedUs);
    addRatio(fit, clock.among - CLOCK_AMONG_PRICE, 'interleaved', clock.periodUs, clock.shape);
    addRatio(fit, clock.whole + CLOCK_WHOLE_GAIN, 'steady', clock.periodUs, clock.shape);
  }
  if (activations >= PART_MIN && activations <= PART_MAX && fit.score < PART_NEEDLESS) {
    testLeading(fit);
    testLone(fit);
  }
  fit.pValue = rhythmPValue(activations, fit.score);
  return fit;
}

/** Follows a test of all activations. */
function testLeading(fit: RhythmFit): void {
  const leading = takeLeading(rhythmTimes, fit.activations, coalescedUs);
  if (leading < ACTIVATIONS_MIN) return;
  for (let i = 1; i < leading; i++) intervals[i - 1] = leadingTimes[i] - leadingTimes[i - 1];
  const steady = searchSteady(intervals, leading - 1, leadingApartUs);
  addRatio(fit, steady.ratio + STEADY_LEADING_GAIN, 'steady', Math.exp(steady.periodStep / LOG_STEPS), steady.shape);
  if (leading < CLOCK_MIN) return;
  const clock = searchClock(leadingTimes, leading, leadingApartUs);
  addRatio(fit, clock.whole + CLOCK_WHOLE_GAIN, 'steady', clock.periodUs, clock.shape);
}

/** Follows a test of all activations. */
function testLone(fit: RhythmFit): void {
  const lone = takeLone(rhythmTimes, fit.activations, joined, coalescedUs);
  if (lone < ACTIVATIONS_MIN) return;
  for (let i = 1; i < lone; i++) intervals[i - 1] = loneTimes[i] - loneTimes[i - 1];
  const steady = searchSteady(intervals, lone - 1, loneApartUs);
  const steadyUs = Math.exp(steady.periodStep / LOG_STEPS);
  addRatio(fit, steady.ratio + STEADY_LONE_GAIN, 'steady', steadyUs, steady.shape);
  if (lone < INTERLEAVED_MIN) return;
  const among = amongOthers(loneTimes, lone, steadyUs, loneApartUs);
  addRatio(fit, among.ratio - INTERLEAVED_LONE_PRICE, 'interleaved', among.periodUs, among.shape);
  addRatio(fit, among.resting + RESTING_LONE_GAIN, 'interleaved', among.periodUs, among.shape);
  const clock = searchClock(loneTimes, lone, loneApartUs);
  addRatio(fit, clock.whole + CLOCK_WHOLE_GAIN, 'steady', clock.periodUs, clock.shape);
}

/** `intervals` are those of `times`. */
function amongOthers(times: Float64Array, count: number, steadyUs: number, leastUs: number): InterleavedFit {
  const combs = count < MANY ? NONE : combCandidates(intervals, count - 1, leastUs);
  return searchInterleaved(times, count, [steadyUs, ...combs, ...lagCandidates(times, count)], leastUs);
}

/** Ratios add up: any may be what happens. */
function addRatio(fit: RhythmFit, score: number, by: RhythmFit['by'], periodUs: number, shape: CombShape): void {
  const most = Math.max(score, fit.score);
  const together = most + Math.log1p(Math.exp(-Math.abs(score - fit.score)));
  if (score > fit.score) {
    fit.by = by;
    describe(fit, periodUs, shape);
  }
  fit.score = together;
}

function describe(fit: RhythmFit, periodUs: number, shape: CombShape): void {
  fit.periodUs = periodUs;
  fit.deviationShare = deviationOf(shape);
  fit.jitterShare = jitterOf(shape);
}
