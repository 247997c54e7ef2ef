// Periods worth a closer look: those of the combs (of period T, and 2T … 5T for skipped turns) that explain the intervals best against
// irregular ones, over period and jitter. Proposes periods for `searchInterleaved`.

import { roughCombRatio } from './comb-ratio.ts';
import { COMB_MISSING, COMB_RENEWALS, LOG_STEPS } from './comb-tables.ts';
import { IrregularModel } from './irregular-model.ts';

/** So many intervals are looked at, spread evenly over the series. */
const INTERVALS_MAX = 96;
/** Steps between periods, in steps of the logarithmic scale. */
const PERIOD_STRIDE = 12;
/** Periods taken from the intervals themselves, for combs too narrow for the stride. */
const QUANTILES = 24;
const KEPT = 4;
/** Shapes of the search; those before NARROW are tried at the intervals themselves. */
const NARROW = 3;
const MIDDLE = 6;
const WIDE = 9;
/** The chance of skipped turns that is assumed, of `COMB_MISSING`. */
const MISSING = 1;

const steps = new Int32Array(INTERVALS_MAX);
const inverse = new Float64Array(INTERVALS_MAX);
const sorted = new Int32Array(INTERVALS_MAX);
const irregular = new IrregularModel();
const keptStep = new Int32Array(KEPT);
const keptRatio = new Float64Array(KEPT);
const keptShape = new Int32Array(KEPT);
const periods = new Float64Array(KEPT);

/**
 * Periods, in the unit of the intervals, 0 for none; reused by the next call. `intervals[0 … count − 1]`: between successive activations,
 * positive; `least`: what all of them exceed, because nearer events were coalesced; count ≥ 1.
 */
export function combCandidates(intervals: Float64Array, count: number, least: number): Float64Array {
  const used = Math.min(count, INTERVALS_MAX);
  for (let i = 0; i < used; i++) {
    const value = intervals[used === count ? i : Math.floor((i * count) / used)];
    steps[i] = sorted[i] = Math.round(Math.log(value) * LOG_STEPS);
  }
  sorted.subarray(0, used).sort();
  irregular.fit(steps, used, Math.log(least) * LOG_STEPS);
  irregular.writeInverse(steps, used, inverse);
  search(used);
  for (let i = 0; i < KEPT; i++) {
    if (keptRatio[i] > Number.NEGATIVE_INFINITY) refine(i, used);
    periods[i] = keptRatio[i] === Number.NEGATIVE_INFINITY ? 0 : Math.exp(keptStep[i] / LOG_STEPS);
  }
  return periods;
}

function search(used: number): void {
  keptRatio.fill(Number.NEGATIVE_INFINITY);
  const from = sorted[Math.floor(used * 0.05)] - LOG_STEPS / 2;
  const to = sorted[used - 1 - Math.floor(used * 0.02)] + PERIOD_STRIDE;
  for (let turn = 0, period = from; period <= to; turn++, period += PERIOD_STRIDE) {
    keep(period, NARROW, used);
    if ((turn & 1) !== 0) continue;
    keep(period, MIDDLE, used);
    if ((turn & 3) !== 0) continue;
    keep(period, WIDE, used);
  }
  const quantiles = Math.min(used, QUANTILES);
  for (let i = 0; i < quantiles; i++) {
    const period = sorted[Math.floor(((i + 0.5) * used) / quantiles)];
    for (let shape = 0; shape < 2; shape++) keep(period, shape, used);
  }
}

/** Keeps the best few, one of each neighbourhood of periods. */
function keep(period: number, shape: number, used: number): void {
  const ratio = ratioOf(period, shape, used);
  let worst = 0;
  for (let i = 0; i < KEPT; i++) {
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

/** Narrower and wider shapes at a kept period, then the period by steps. */
function refine(kept: number, used: number): void {
  const around = keptShape[kept];
  for (let shape = around - 2; shape <= around + 2; shape++) {
    if (shape >= 0 && shape < COMB_RENEWALS) improve(kept, keptStep[kept], shape, used);
  }
  for (let step = keptShape[kept] < 2 ? 1 : 4; step >= 1; step >>= 1) {
    improve(kept, keptStep[kept] + step, keptShape[kept], used);
    improve(kept, keptStep[kept] - step, keptShape[kept], used);
  }
}

function improve(kept: number, period: number, shape: number, used: number): void {
  const ratio = ratioOf(period, shape, used);
  if (ratio <= keptRatio[kept]) return;
  keptRatio[kept] = ratio;
  keptStep[kept] = period;
  keptShape[kept] = shape;
}

function ratioOf(period: number, shape: number, used: number): number {
  return roughCombRatio(steps, inverse, used, period, shape * COMB_MISSING.length + MISSING, irregular);
}
