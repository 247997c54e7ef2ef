// Whether all events of a series keep one rhythm: the likelihood of a comb of period T (and 2T … 5T, for skipped turns) with a few gaps,
// averaged over period, jitter, skipped and gap share, against that of irregular traffic. Nothing is fitted, so that few intervals can tell.

import {
  COMB_DENSITIES,
  COMB_FROM,
  COMB_MISSING,
  COMB_SHAPES,
  COMB_STEPS,
  type CombShape,
  LOG_STEPS,
} from './comb-tables.ts';
import { irregularLogLikelihood } from './irregular-likelihood.ts';
import { LogSum } from './log-sum.ts';

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
/** Steps between periods tried, for each of `COMB_SHAPES`; 0: at the intervals themselves. */
const STRIDES = [0, 0, 8, 0, 10, 0, 16, 0, 24, 32];
/** How many shapes a coarse one stands for, on average. */
const COARSE_FOR = 2;
/** Steps that a period of each shape stands for. */
const WIDTHS = [1, 2, 8, 8, 10, 10, 16, 16, 24, 32];
/** Shapes that a coarse one stands for. */
const FAMILIES = [[0], [1], [2, 3], [], [4, 5], [], [6, 7], [], [8], [9]];
/** Periods taken from the intervals themselves, for combs too narrow for a stride. */
const QUANTILES = 24;
/** Combs this far (nats) below the best of the coarse search add nothing. */
const NEAR = 3.5;
/** A coarse search that ends this far below irregular intervals is not refined. */
const HOPELESS = -4;
/** The chance of skipped turns that the coarse search assumes, of `COMB_MISSING`, and its share of gaps. */
const MISSING_ROUGH = 1;
const GAPS_ROUGH = 0.1;
/** Shares of gaps, and their chances before anything was seen. */
const GAPS = [0, 0.1, 0.3];
const GAP_PRIORS = [0.5, 0.25, 0.25];
/** Gaps: from 0.9 periods to 33, every length alike on the logarithmic scale. */
const GAP_FROM = Math.round(Math.log(0.9) * LOG_STEPS) - COMB_FROM;
const GAP_TO = Math.round(Math.log(33) * LOG_STEPS) - COMB_FROM;
const GAP_DENSITY = LOG_STEPS / (GAP_TO - GAP_FROM);
/** Keeps every interval possible. */
const LEAST = 1e-4;
/** Densities multiplied before a logarithm is taken: at most 80 ** 32, at least LEAST ** 32. */
const RUN = 32;
const TRIED_MAX = 1024;
/** Chances of `COMB_MISSING`. */
const MISSING_PRIORS = [0.35, 0.25, 0.2, 0.2];
/** Chance of each shape and of a period, a step of the logarithmic scale. */
const PRIOR = 1 / COMB_SHAPES.length / (BELOW + ABOVE);

let steps = new Int32Array(COARSE_MAX);
const coarseSteps = new Int32Array(COARSE_MAX);
const sorted = new Int32Array(COARSE_MAX);
const triedPeriod = new Int32Array(TRIED_MAX);
const triedShape = new Int32Array(TRIED_MAX);
const triedRatio = new Float64Array(TRIED_MAX);
let tried = 0;
let best = Number.NEGATIVE_INFINITY;
const total = new LogSum();

/**
 * `intervals[0 … count − 1]`: between successive activations, in order of time, positive, in any unit; `least`: what all of them exceed,
 * because nearer events were coalesced; count ≥ 1.
 */
export function searchSteady(intervals: Float64Array, count: number, least: number): SteadyFit {
  const used = takeLogarithms(intervals, count);
  const against = irregularLogLikelihood(steps, used, least);
  const coarse = Math.min(used, COARSE_MAX);
  for (let i = 0; i < coarse; i++) coarseSteps[i] = sorted[i] = steps[Math.floor((i * used) / coarse)];
  sorted.subarray(0, coarse).sort();
  searchCoarse(coarse);
  const fit: SteadyFit = {
    ratio: total.value() * (used / coarse) - against,
    periodStep: sorted[coarse >> 1],
    shape: COMB_SHAPES[0],
  };
  if (fit.ratio < HOPELESS) return fit;
  total.clear();
  const near = best - NEAR;
  best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < tried; at++) {
    if (triedRatio[at] < near) continue;
    for (const shape of FAMILIES[triedShape[at]]) weigh(fit, triedPeriod[at], shape, used);
  }
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
  total.clear();
  const middle = sorted[coarse >> 1];
  for (let shape = 0; shape < STRIDES.length; shape++) {
    const stride = STRIDES[shape];
    if (stride === 0) continue;
    for (let period = middle - BELOW; period <= middle + ABOVE; period += stride) tryComb(period, shape, coarse);
  }
  const quantiles = Math.min(coarse, QUANTILES);
  for (let i = 0; i < quantiles; i++) {
    const period = sorted[Math.floor(((i + 0.5) * coarse) / quantiles)];
    if (period < middle - BELOW || period > middle + ABOVE) continue;
    tryComb(period, 0, coarse);
    tryComb(period, 1, coarse);
  }
}

function tryComb(period: number, shape: number, coarse: number): void {
  const ratio = likelihood(coarseSteps, coarse, period, shape * COMB_MISSING.length + MISSING_ROUGH, GAPS_ROUGH);
  if (ratio > best) best = ratio;
  if (ratio < best - 2 * NEAR) return;
  triedPeriod[tried] = period;
  triedShape[tried] = shape;
  triedRatio[tried++] = ratio;
  total.add(ratio, WIDTHS[shape] * PRIOR * COARSE_FOR);
}

/** ln of the density of all intervals, per unit of their logarithms. */
function likelihood(of: Int32Array, count: number, period: number, comb: number, gaps: number): number {
  const density = COMB_DENSITIES[comb];
  const start = period + COMB_FROM;
  const kept = 1 - gaps;
  const gap = gaps * GAP_DENSITY;
  let sum = 0;
  for (let from = 0; from < count; from += RUN) {
    const to = Math.min(count, from + RUN);
    let product = 1;
    for (let i = from; i < to; i++) {
      const step = of[i] - start;
      let value = LEAST;
      if (step >= 0 && step < COMB_STEPS) value += kept * density[step];
      if (step >= GAP_FROM && step < GAP_TO) value += gap;
      product *= value;
    }
    sum += Math.log(product);
  }
  return sum;
}

function weigh(fit: SteadyFit, period: number, shape: number, used: number): void {
  for (let missing = 0; missing < COMB_MISSING.length; missing++) {
    for (let k = 0; k < GAPS.length; k++) {
      const ratio = likelihood(steps, used, period, shape * COMB_MISSING.length + missing, GAPS[k]);
      total.add(ratio, WIDTHS[shape] * PRIOR * MISSING_PRIORS[missing] * GAP_PRIORS[k]);
      if (ratio <= best) continue;
      best = ratio;
      fit.periodStep = period;
      fit.shape = COMB_SHAPES[shape];
    }
  }
}
