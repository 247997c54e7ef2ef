// How likely intervals are that are no beacon: a mixture of the laws that irregular traffic is described with (Poisson, Weibull, gamma,
// log-normal, Pareto, a rate that changes over the capture), each averaged over its parameters, not fitted: with few intervals a fit would
// explain a beacon as well. No law is narrower than a spread of 0.5 in the logarithm, which is the definition of "not a beacon".

import { LOG_STEPS } from './comb-tables.ts';
import { LogSum, logGamma } from './log-sum.ts';

const LOG_NORMAL_SPREADS = [0.5, 0.6, 0.72, 0.87, 1.05, 1.25, 1.5, 2];
/** Weibull's shapes are quarters: powers of one root. The fourth is the exponential law. */
const WEIBULL_FROM = 2;
const WEIBULL_TO = 7;
const GAMMA_SHAPES = [2, 2.6, 3.3, 4];
const PARETO_SHAPES = [1, 1.25, 1.5, 1.75, 2];
/** Equal pieces of time, each with a rate of its own. */
const RATE_PIECES = [4, 8, 16];
const RATES_MIN = 12;
const TWO_PI = 2 * Math.PI;

const sums = new Float64Array(WEIBULL_TO + 1);
const pieces = new Int32Array(RATE_PIECES[RATE_PIECES.length - 1]);
/** Intervals over the first. */
let lengths = new Float64Array(256);
const total = new LogSum();
const logNormalGammas = GAMMA_SHAPES.map(logGamma);

/**
 * Nats, per unit of the logarithm of each interval. `steps[0 … count − 1]`: logarithms of intervals in steps of the scale, in order of time.
 * `least`: what all of them exceed, because nearer events were coalesced, in the unit of the intervals.
 */
export function irregularLogLikelihood(steps: Int32Array, count: number, least: number): number {
  if (lengths.length < count) lengths = new Float64Array(count * 2);
  const middle = steps[0] / LOG_STEPS;
  let logs = 0;
  let squares = 0;
  let shortest = Number.POSITIVE_INFINITY;
  sums.fill(0);
  for (let i = 0; i < count; i++) {
    const log = steps[i] / LOG_STEPS - middle;
    logs += log;
    squares += log * log;
    if (log < shortest) shortest = log;
    const root = Math.exp(log / 4);
    let power = root;
    for (let k = WEIBULL_FROM; k <= WEIBULL_TO; k++) sums[k] += power *= root;
    lengths[i] = root * root * root * root;
  }
  total.clear();
  addLogNormal(count, squares - (logs * logs) / count);
  addWeibullAndGamma(count, logs);
  for (const shape of PARETO_SHAPES) {
    total.add(
      count * Math.log(shape) + shape * (count * shortest - logs) - Math.log(shape * count),
      1 / PARETO_SHAPES.length,
    );
  }
  addRates(count, logs, least * Math.exp(-middle));
  return total.value();
}

/** The mean integrated out. */
function addLogNormal(count: number, squares: number): void {
  for (const spread of LOG_NORMAL_SPREADS) {
    const variance = spread * spread;
    const value = 0.5 * (1 - count) * Math.log(TWO_PI * variance) - 0.5 * Math.log(count) - squares / (2 * variance);
    total.add(value, 1 / LOG_NORMAL_SPREADS.length);
  }
}

/** The scale integrated out. */
function addWeibullAndGamma(count: number, logs: number): void {
  const factorial = logGamma(count);
  for (let k = WEIBULL_FROM; k <= WEIBULL_TO; k++) {
    const shape = k / 4;
    total.add((count - 1) * Math.log(shape) + shape * logs + factorial - count * Math.log(sums[k]), 0.2);
  }
  const whole = Math.log(sums[4]);
  for (let i = 0; i < GAMMA_SHAPES.length; i++) {
    const shape = GAMMA_SHAPES[i];
    const value = shape * logs - count * logNormalGammas[i] + logGamma(count * shape) - count * shape * whole;
    total.add(value, 1 / GAMMA_SHAPES.length);
  }
}

/** Events at random, with one rate or one for each piece of the time, rates integrated out (Dirichlet's law with weights of one). */
function addRates(count: number, logs: number, least: number): void {
  const spanned = Math.max(1e-3, sums[4] - count * least);
  const even = logs + logGamma(count) - count * Math.log(spanned);
  total.add(even, 1);
  if (count < RATES_MIN) return;
  for (const number of RATE_PIECES) {
    pieces.fill(0, 0, number);
    let at = 0;
    for (let i = 0; i < count - 1; i++) {
      at += Math.max(0, lengths[i] - least);
      pieces[Math.min(number - 1, Math.floor((at / spanned) * number))]++;
    }
    let value = (count - 1) * Math.log(number) + logGamma(number) - logGamma(count - 1 + number);
    for (let piece = 0; piece < number; piece++) value += logGamma(pieces[piece] + 1);
    total.add(even + value, 1 / RATE_PIECES.length);
  }
}
