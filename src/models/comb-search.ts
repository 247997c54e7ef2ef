// The search for a period: the comb of period T (and 2T … 5T, for skipped turns) whose likelihood ratio is largest over period, jitter,
// skipped and explained share. Coarse over all periods on a sample of the intervals, fine at the best on all of them.

import { combRatio, roughCombRatio } from './comb-ratio.ts';
import { COMB_MISSING, COMB_SHAPES, type CombShape, LOG_STEPS } from './comb-tables.ts';
import { IrregularModel } from './irregular-model.ts';

/** The coarse search looks at so many intervals at most, spread evenly over the series. */
const COARSE_MAX = 192;
/** The fine search looks at so many at most. */
const FINE_MAX = 16_384;
/** Coarse steps between periods, in steps of the logarithmic scale. */
const PERIOD_STRIDE = 8;
/** Periods taken from the intervals themselves, for combs too narrow for the stride. */
const QUANTILES = 40;
const KEPT = 5;
/**
 * With fewer intervals than this a comb has to explain most of them, so that the period is near the median interval or half of it: fewer
 * periods are tried and kept.
 */
const FEW = 12;
const FEW_BELOW = Math.round(Math.log(2.6) * LOG_STEPS);
const FEW_ABOVE = Math.round(Math.log(1.5) * LOG_STEPS);
const FEW_KEPT = 2;
/** Shapes of the coarse search; those before NARROW are tried at the intervals themselves. */
const NARROW = 2;
const MIDDLE = 6;
const WIDE = 9;
/** The chance of skipped turns that the coarse search assumes, of `COMB_MISSING`. */
const MISSING_ROUGH = 1;

export interface CombFit {
  /** Nats, less the price of the hypothesis; −∞ when no period was tried. */
  ratio: number;
  /** Logarithm of the period in steps of the scale; the scale's unit is that of the intervals. */
  periodStep: number;
  shape: CombShape;
}

let steps = new Int32Array(COARSE_MAX);
let inverse = new Float64Array(COARSE_MAX);
const coarseSteps = new Int32Array(COARSE_MAX);
const coarseInverse = new Float64Array(COARSE_MAX);
const sorted = new Int32Array(COARSE_MAX);
const irregular = new IrregularModel();
const keptStep = new Int32Array(KEPT);
const keptRatio = new Float64Array(KEPT);
const keptShape = new Int32Array(KEPT);
/** How many are kept in this search. */
let keptUsed = KEPT;

/** Periods of the last search, in no order; those not found have a ratio of −∞. */
export const combCandidates: { readonly step: Int32Array; readonly ratio: Float64Array } = {
  step: keptStep,
  ratio: keptRatio,
};

/** `intervals[0 … count − 1]`: between successive activations, positive, in any unit; count ≥ 1. */
export function searchComb(intervals: Float64Array, count: number): CombFit {
  const used = takeLogarithms(intervals, count);
  irregular.fit(steps, used);
  irregular.writeInverse(steps, used, inverse);
  const coarse = Math.min(used, COARSE_MAX);
  for (let i = 0; i < coarse; i++) {
    const from = Math.floor((i * used) / coarse);
    coarseSteps[i] = steps[from];
    coarseInverse[i] = inverse[from];
    sorted[i] = steps[from];
  }
  sorted.subarray(0, coarse).sort();
  searchCoarse(coarse);
  return searchFine(used, coarse);
}

function takeLogarithms(intervals: Float64Array, count: number): number {
  const used = Math.min(count, FINE_MAX);
  if (steps.length < used) {
    steps = new Int32Array(FINE_MAX);
    inverse = new Float64Array(FINE_MAX);
  }
  for (let i = 0; i < used; i++) {
    const value = intervals[used === count ? i : Math.floor((i * count) / used)];
    steps[i] = Math.round(Math.log(value) * LOG_STEPS);
  }
  return used;
}

function searchCoarse(coarse: number): void {
  keptRatio.fill(Number.NEGATIVE_INFINITY);
  keptUsed = coarse < FEW ? FEW_KEPT : KEPT;
  const middle = sorted[coarse >> 1];
  const from = coarse < FEW ? middle - FEW_BELOW : sorted[Math.floor(coarse * 0.05)] - LOG_STEPS;
  const to = coarse < FEW ? middle + FEW_ABOVE : sorted[coarse - 1 - Math.floor(coarse * 0.02)] + PERIOD_STRIDE;
  for (let turn = 0, period = from; period <= to; turn++, period += PERIOD_STRIDE) {
    keep(period, NARROW, coarse);
    if ((turn & 1) !== 0) continue;
    keep(period, MIDDLE, coarse);
    if ((turn & 3) !== 0) continue;
    keep(period, WIDE, coarse);
  }
  const quantiles = Math.min(coarse, QUANTILES);
  for (let i = 0; i < quantiles; i++) {
    const period = sorted[Math.floor(((i + 0.5) * coarse) / quantiles)];
    for (let shape = 0; shape < NARROW; shape++) keep(period, shape, coarse);
  }
}

/** Keeps the best few, one of each neighbourhood of periods. */
function keep(period: number, shape: number, coarse: number): void {
  const ratio = roughRatio(period, shape, coarse);
  let worst = 0;
  for (let i = 0; i < keptUsed; i++) {
    if (Math.abs(keptStep[i] - period) <= 2 * PERIOD_STRIDE && keptRatio[i] > Number.NEGATIVE_INFINITY) {
      worst = i;
      break;
    }
    if (keptRatio[i] < keptRatio[worst]) worst = i;
  }
  if (ratio <= keptRatio[worst]) return;
  keptStep[worst] = period;
  keptRatio[worst] = ratio;
  keptShape[worst] = shape;
}

function searchFine(used: number, coarse: number): CombFit {
  const best: CombFit = { ratio: Number.NEGATIVE_INFINITY, periodStep: 0, shape: COMB_SHAPES[0] };
  for (let i = 0; i < keptUsed; i++) {
    if (keptRatio[i] === Number.NEGATIVE_INFINITY) continue;
    refine(i, coarse);
    climb(best, keptStep[i], keptShape[i], used);
  }
  return best;
}

/** Every shape at a kept period, then the period by steps, on the coarse sample. */
function refine(kept: number, coarse: number): void {
  for (let shape = 0; shape < COMB_SHAPES.length; shape++) improve(kept, keptStep[kept], shape, coarse);
  const stride = keptShape[kept] < 2 ? 1 : keptShape[kept] < 4 ? 2 : 4;
  for (let step = stride; step >= 1; step >>= 1) {
    improve(kept, keptStep[kept] + step, keptShape[kept], coarse);
    improve(kept, keptStep[kept] - step, keptShape[kept], coarse);
  }
}

function improve(kept: number, period: number, shape: number, coarse: number): void {
  const ratio = roughRatio(period, shape, coarse);
  if (ratio <= keptRatio[kept]) return;
  keptRatio[kept] = ratio;
  keptStep[kept] = period;
  keptShape[kept] = shape;
}

function roughRatio(period: number, shape: number, coarse: number): number {
  const comb = shape * COMB_MISSING.length + MISSING_ROUGH;
  return roughCombRatio(coarseSteps, coarseInverse, coarse, period, comb, irregular);
}

/** All intervals: skipped turns and the exact period. */
function climb(best: CombFit, around: number, shape: number, used: number): void {
  const stride = shape < 2 ? 1 : 3;
  for (let missing = 0; missing < COMB_MISSING.length; missing++) {
    for (let offset = -1; offset <= 1; offset++) {
      const period = around + offset * stride;
      const ratio = combRatio(steps, inverse, used, period, shape * COMB_MISSING.length + missing, irregular);
      if (ratio <= best.ratio) continue;
      best.ratio = ratio;
      best.periodStep = period;
      best.shape = COMB_SHAPES[shape];
    }
  }
}
