// The search for a rhythm among other events: wide combs at periods all over the scale, narrow ones at periods that the series proposes, each
// weighed by the share of the scale that it stands for, and the best looked at more closely.

import { COMB_SHAPES, type CombShape, deviationOf, LOG_STEPS } from './comb-tables.ts';
import { EVENTS_MAX, interleavedRatio, takeSeries, unfittedRatio } from './interleaved-likelihood.ts';
import { interleavedRestingRatio } from './interleaved-resting.ts';
import { LogSum } from './log-sum.ts';

/** Periods of candidates nearer to each other than this, on the logarithmic scale, are one. */
const ALIKE = 0.02;
const PERIODS_MAX = 9;
/** Tried at proposed periods, and at any; of `COMB_SHAPES`. */
const NARROW_SHAPES = [2, 6, 15];
const WIDE_SHAPES = [5, 9];
const CHANCE_OF_SHAPE = 1 / (NARROW_SHAPES.length + WIDE_SHAPES.length);
/** In longer series the widest comb is tried at proposed periods only, no other wide one. */
const WIDEST = 9;
const ANYWHERE_MAX = 128;
/** Steps of the scale that a period of each shape stands for: where its likelihood falls off. */
const WIDTHS = COMB_SHAPES.map((shape) => Math.max(1, Math.round(fallOff(shape) * LOG_STEPS)));
/** Periods tried: from half the mean interval to a quarter of the span. */
const BELOW = Math.round(Math.log(2) * LOG_STEPS);
const FEWEST_TURNS = Math.round(Math.log(4) * LOG_STEPS);
/** The chances of skipped turns that are assumed, of `COMB_MISSING`, and those that the best is tried with as well. */
const MISSING = 2;
const MISSING_OTHERS = [0, 1, 3];
const MISSING_FEWER = [0, 1];
/** Rests are looked for in shorter series. */
const RESTING_MAX = 128;
/** A coarse search that ends this far below irregular events is not refined. */
const HOPELESS = -7;

export interface InterleavedFit {
  /** Nats; −∞ when there was no period to try. */
  ratio: number;
  /** The same, of a device that rests now and then; −∞ where it was not tried. */
  resting: number;
  periodUs: number;
  shape: CombShape;
}

const total = new LogSum();
const resting = new LogSum();
const tried = new Int32Array(PERIODS_MAX);

/** `timesUs[0 … count − 1]`: activations, ascending, more than one, none nearer than `leastUs`; `periodsUs`: candidates, 0 for none. */
export function searchInterleaved(
  timesUs: Float64Array,
  count: number,
  periodsUs: Iterable<number>,
  leastUs: number,
): InterleavedFit {
  const used = Math.min(count, EVENTS_MAX);
  const fit: InterleavedFit = {
    ratio: Number.NEGATIVE_INFINITY,
    resting: Number.NEGATIVE_INFINITY,
    periodUs: 0,
    shape: COMB_SHAPES[0],
  };
  let periods = 0;
  for (const periodUs of periodsUs) {
    if (!(periodUs > 0) || periods === PERIODS_MAX) continue;
    const step = Math.round(Math.log(periodUs) * LOG_STEPS);
    let known = false;
    for (let i = 0; i < periods; i++) if (Math.abs(tried[i] - step) < ALIKE * LOG_STEPS) known = true;
    if (!known) tried[periods++] = step;
  }
  if (periods === 0) return fit;
  takeSeries(timesUs, used, leastUs);
  total.clear();
  const span = Math.round(Math.log(timesUs[used - 1] - timesUs[0]) * LOG_STEPS);
  const to = span - FEWEST_TURNS;
  const from = Math.min(to, span - Math.round(Math.log(used) * LOG_STEPS) - BELOW);
  const range = to - from + 1;
  let best = Number.NEGATIVE_INFINITY;
  let bestStep = 0;
  let bestShape = 0;
  const attempt = (step: number, shape: number, missing: number) => {
    const ratio = interleavedRatio(used, step, shape, missing) + Math.log((WIDTHS[shape] * CHANCE_OF_SHAPE) / range);
    total.add(ratio, 1);
    if (ratio <= best) return;
    best = ratio;
    bestStep = step;
    bestShape = shape;
  };
  for (let i = 0; i < periods; i++) for (const shape of NARROW_SHAPES) attempt(tried[i], shape, MISSING);
  if (used <= ANYWHERE_MAX) {
    for (const shape of WIDE_SHAPES) {
      for (let step = from; step <= to; step += WIDTHS[shape]) attempt(step, shape, MISSING);
    }
  } else {
    for (let i = 0; i < periods; i++) attempt(tried[i], WIDEST, MISSING);
  }
  const against = unfittedRatio(used - 1, leastUs);
  const shape = bestShape;
  const step = bestStep;
  if (best - against < HOPELESS) return take(fit, total.value() - against, step, shape);
  const stride = Math.max(1, WIDTHS[shape] >> 1);
  attempt(step - stride, shape, MISSING);
  attempt(step + stride, shape, MISSING);
  if (shape > 0) attempt(bestStep, shape - 1, MISSING);
  if (shape > 1) attempt(bestStep, shape - 2, MISSING);
  if (shape + 1 < COMB_SHAPES.length) attempt(bestStep, shape + 1, MISSING);
  const found = bestShape;
  for (const missing of MISSING_OTHERS) attempt(bestStep, found, missing);
  if (used <= RESTING_MAX) fit.resting = restingRatio(used, periods, bestStep, bestShape, range) - against;
  return take(fit, total.value() - against, bestStep, bestShape);
}

/** Around the best, and at all proposed periods. */
function restingRatio(used: number, periods: number, step: number, shape: number, range: number): number {
  resting.clear();
  const attempt = (at: number, comb: number, missing: number) => {
    const prior = (WIDTHS[comb] * CHANCE_OF_SHAPE) / range;
    resting.add(interleavedRestingRatio(used, at, comb, missing), prior);
  };
  const stride = Math.max(1, WIDTHS[shape] >> 1);
  for (const at of [step - stride, step, step + stride]) attempt(at, shape, MISSING);
  for (const missing of MISSING_FEWER) attempt(step, shape, missing);
  for (const comb of [shape - 2, shape - 1, shape + 1]) {
    if (comb >= 0 && comb < COMB_SHAPES.length) attempt(step, comb, MISSING);
  }
  for (let i = 0; i < periods; i++) for (const comb of NARROW_SHAPES) attempt(tried[i], comb, MISSING);
  return resting.value();
}

function take(fit: InterleavedFit, ratio: number, step: number, shape: number): InterleavedFit {
  fit.ratio = ratio;
  fit.periodUs = Math.exp(step / LOG_STEPS);
  fit.shape = COMB_SHAPES[shape];
  return fit;
}

function fallOff(shape: CombShape): number {
  if (shape.kind === 'flex') return 0.01;
  return shape.kind === 'uniform' ? 0.24 * shape.spread : 0.8 * deviationOf(shape);
}
