// Whether all events of a series keep one rhythm: the likelihood of a comb of period T (and 2T … 5T, for skipped turns) with a few gaps, in shorter
// series those of a device that rests, averaged over period, jitter, skipped share and gaps, against that of irregular traffic. Nothing is fitted, so that few intervals can tell.

import { COMB_FROM, COMB_MISSING, COMB_SHAPES, type CombShape, deviationOf, LOG_STEPS } from './comb-tables.ts';
import { irregularLogLikelihood } from './irregular-likelihood.ts';
import { IrregularModel } from './irregular-model.ts';
import { LogSum } from './log-sum.ts';
import { restingLogLikelihood } from './resting-likelihood.ts';
import { sleepingLogLikelihood, takeSleeps } from './sleeping-likelihood.ts';
import { STEADY_GAPS, STEADY_LEAST, steadyDensity } from './steady-tables.ts';

export interface SteadyFit {
  /** Nats. */
  ratio: number;
  /** Logarithm of the period in steps of the scale; the scale's unit is that of the intervals. */
  periodStep: number;
  shape: CombShape;
}

/** The coarse search looks at so many intervals at most, spread evenly over the series; the fine one at so many. */
const COARSE_MAX = 128;
const FINE_MAX = 4096;
/** Periods from the median interval divided by … to that times …: with more skipped turns the comb says little. */
const BELOW = Math.round(Math.log(2.6) * LOG_STEPS);
const ABOVE = Math.round(Math.log(1.6) * LOG_STEPS);
/** Steps between periods tried, for each shape: half a standard deviation of a turn, or what the edges of uniform turns are soft; 0: at the intervals themselves. */
const STRIDES = COMB_SHAPES.map((shape) => {
  if (shape.kind === 'flex' || shape.spread < 0.02) return 0;
  return Math.round((shape.kind === 'uniform' ? 0.12 * shape.spread : 0.5 * deviationOf(shape)) * LOG_STEPS);
});
/** Steps that a period of each shape stands for. */
const WIDTHS = STRIDES.map((stride, shape) => stride || (shape === 0 ? 1 : 2));
/** Periods taken from the intervals themselves, for combs too narrow for a stride. */
const QUANTILES = 24;
/** Combs this far (nats) below the best of the coarse search add nothing. */
const NEAR = 4;
/** A comb that falls so far behind the best on part of the intervals is given up. */
const BEHIND = 14;
/** Coarse intervals are looked at in this order, so that a part of them is spread over the series; prime to COARSE_MAX. */
const SPREAD = 37;
/** Of long series only the best are refined, because the others fall behind the more the longer it is. */
const FINE_NEAR = 3;
/** A coarse search that ends this far below irregular intervals is not refined. */
const HOPELESS = -12;
/** What the coarse search assumes: chances of skipped turns, of `COMB_MISSING`, and of gaps, of `STEADY_GAPS`. */
const FEW_MISSING = 1;
const MANY_MISSING = 3;
const GAPS_ROUGH = 1;
/** Chances of `COMB_MISSING` and of `STEADY_GAPS` before anything was seen. */
const MISSING_PRIORS = [0.33, 0.27, 0.27, 0.13];
const GAP_PRIORS = [0.6, 0.25, 0.15];
/** In shorter series gaps come as Doze makes them, or as sleep does, with these chances, else there are none; in longer ones at any place. */
const RESTING = 0.45;
const SLEEPING = 0.29;
const RESTING_MAX = 128;
/** Densities multiplied before a logarithm is taken: at most 80 ** 32, at least STEADY_LEAST ** 32. */
const RUN = 32;
/** Rounding of a product and of its logarithm decides nothing. */
const ROUNDED = 1 - 1e-9;
const TRIED_MAX = 2048;
/** Chances of `COMB_SHAPES`, relative: half for turns that add up, a quarter for none or little jitter, the rest for clocks (design seeds of eval/beacons). */
const SHAPE_PRIORS = [3.8, 1.9, 3.1, 1, 4, 0.7, 4, 0.7, 6.4, 2, 1, 1, 0.7, 1, 1, 1, 0.7];
const SHAPE_SUM = SHAPE_PRIORS.reduce((sum, prior) => sum + prior, 0);
/** Chance of each shape at a tried period, which stands for so many steps of the logarithmic scale. */
const PRIORS = SHAPE_PRIORS.map((prior, shape) => (prior * WIDTHS[shape]) / SHAPE_SUM / (BELOW + ABOVE));

let steps = new Int32Array(COARSE_MAX);
const coarseSteps = new Int32Array(COARSE_MAX);
const sorted = new Int32Array(COARSE_MAX);
const triedPeriod = new Int32Array(TRIED_MAX);
const triedShape = new Int32Array(TRIED_MAX);
const triedRatio = new Float64Array(TRIED_MAX);
let tried = 0;
let best = Number.NEGATIVE_INFINITY;
/** A product of so little belongs to a comb further behind than `NEAR`. */
let leastProduct = 0;
const total = new LogSum();
const irregular = new IrregularModel();

/**
 * `intervals[0 … count − 1]`: between successive activations, in order of time, positive, in any unit; `least`: what all of them exceed,
 * because nearer events were coalesced; count ≥ 1.
 */
export function searchSteady(intervals: Float64Array, count: number, least: number): SteadyFit {
  const used = takeLogarithms(intervals, count);
  let against = irregularLogLikelihood(steps, used, least);
  const coarse = Math.min(used, COARSE_MAX);
  for (let i = 0; i < coarse; i++) {
    const at = coarse === COARSE_MAX ? (i * SPREAD) % COARSE_MAX : i;
    coarseSteps[i] = sorted[i] = steps[Math.floor((at * used) / coarse)];
  }
  sorted.subarray(0, coarse).sort();
  searchCoarse(coarse);
  const fit: SteadyFit = {
    ratio: total.value() * (used / coarse) - against,
    periodStep: sorted[coarse >> 1],
    shape: COMB_SHAPES[0],
  };
  if (fit.ratio < HOPELESS) return fit;
  irregular.fit(steps, used, Math.log(least) * LOG_STEPS);
  against = Math.max(against, irregular.logLikelihood(steps, used) - Math.log(used + 1));
  if (used <= RESTING_MAX) takeSleeps(steps, used);
  total.clear();
  const near = best - (used > COARSE_MAX ? FINE_NEAR : NEAR);
  best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < tried; at++) if (triedRatio[at] >= near) weigh(fit, triedPeriod[at], triedShape[at], used);
  fit.ratio = total.value() - against;
  return fit;
}

function takeLogarithms(intervals: Float64Array, count: number): number {
  const used = Math.min(count, FINE_MAX);
  if (steps.length < used) steps = new Int32Array(FINE_MAX);
  for (let i = 0; i < used; i++) {
    steps[i] = Math.round(Math.log(intervals[used === count ? i : Math.floor((i * count) / used)]) * LOG_STEPS);
  }
  return used;
}

function searchCoarse(coarse: number): void {
  tried = 0;
  best = Number.NEGATIVE_INFINITY;
  leastProduct = 0;
  total.clear();
  const middle = sorted[coarse >> 1];
  const quantiles = Math.min(coarse, QUANTILES);
  for (let shape = 0; shape < STRIDES.length; shape++) {
    const stride = STRIDES[shape];
    if (stride > 0) {
      for (let period = middle - BELOW; period <= middle + ABOVE; period += stride) tryComb(period, shape, coarse);
      continue;
    }
    let previous = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < quantiles; i++) {
      const period = sorted[Math.floor(((i + 0.5) * coarse) / quantiles)];
      if (period < previous + WIDTHS[shape] || period < middle - BELOW || period > middle + ABOVE) continue;
      tryComb(period, shape, coarse);
      previous = period;
    }
  }
}

function tryComb(period: number, shape: number, coarse: number): void {
  const few = steadyDensity(shape, FEW_MISSING, GAPS_ROUGH);
  const many = steadyDensity(shape, MANY_MISSING, GAPS_ROUGH);
  const ratio =
    coarse <= RUN
      ? shortLikelihood(coarse, period, few, many)
      : Math.max(likelihood(coarseSteps, coarse, period, few), likelihood(coarseSteps, coarse, period, many));
  if (ratio > best) {
    best = ratio;
    leastProduct = Math.exp(best - NEAR) * ROUNDED;
  }
  if (ratio < best - NEAR || tried === TRIED_MAX) return;
  triedPeriod[tried] = period;
  triedShape[tried] = shape;
  triedRatio[tried++] = ratio;
  total.add(ratio, PRIORS[shape]);
}

/** The same as the greater of two `likelihood`s over at most `RUN` coarse intervals; −∞ where neither is near. Most are not, and need no logarithm. */
function shortLikelihood(coarse: number, period: number, few: Float32Array, many: Float32Array): number {
  const start = period + COMB_FROM;
  const length = few.length;
  let product1 = 1;
  let product2 = 1;
  for (let i = 0; i < coarse; i++) {
    const step = coarseSteps[i] - start;
    if (step >= 0 && step < length) {
      product1 *= few[step];
      product2 *= many[step];
    } else {
      product1 *= STEADY_LEAST;
      product2 *= STEADY_LEAST;
    }
  }
  const product = Math.max(product1, product2);
  return product < leastProduct ? Number.NEGATIVE_INFINITY : Math.log(product);
}

/** ln of the density of all intervals, per unit of their logarithms; −∞ when it is given up. */
function likelihood(of: Int32Array, count: number, period: number, density: Float32Array): number {
  const start = period + COMB_FROM;
  const length = density.length;
  let sum = 0;
  for (let from = 0; from < count; from += RUN) {
    const to = Math.min(count, from + RUN);
    let product = 1;
    for (let i = from; i < to; i++) {
      const step = of[i] - start;
      product *= step >= 0 && step < length ? density[step] : STEADY_LEAST;
    }
    sum += Math.log(product);
    if (sum < (best * to) / count - BEHIND) return Number.NEGATIVE_INFINITY;
  }
  return sum;
}

function weigh(fit: SteadyFit, period: number, shape: number, used: number): void {
  for (let missing = 0; missing < COMB_MISSING.length; missing++) {
    const prior = PRIORS[shape] * MISSING_PRIORS[missing];
    if (used <= RESTING_MAX) {
      const density = steadyDensity(shape, missing, 0);
      take(fit, period, shape, likelihood(steps, used, period, density), prior * (1 - RESTING - SLEEPING));
      take(fit, period, shape, restingLogLikelihood(steps, used, period, shape, missing), prior * RESTING);
      take(fit, period, shape, sleepingLogLikelihood(steps, used, period, shape, missing), prior * SLEEPING);
      continue;
    }
    for (let gaps = 0; gaps < STEADY_GAPS.length; gaps++) {
      const density = steadyDensity(shape, missing, gaps);
      take(fit, period, shape, likelihood(steps, used, period, density), prior * GAP_PRIORS[gaps]);
    }
  }
}

function take(fit: SteadyFit, period: number, shape: number, ratio: number, weight: number): void {
  total.add(ratio, weight);
  if (ratio <= best) return;
  best = ratio;
  fit.periodStep = period;
  fit.shape = COMB_SHAPES[shape];
}
