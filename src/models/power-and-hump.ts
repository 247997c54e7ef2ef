// A power law and a log-normal hump above one edge, as intervals are that keep a shortest length but of which some are sums: events of a power
// law of which others were taken away, as those of another size. Neither is narrower than a spread of 0.5 in the logarithm.

import { LOG_STEPS, normalShare } from './comb-tables.ts';

const SPREAD_FLOOR = 0.5;
const ROUNDS = 12;
/** Bins of the logarithm for the fit, in a factor e, from the edge on. */
const BINS_PER_E = 16;
const BINS = BINS_PER_E * 50;
/** So much of the hump may be below the edge at most: what is left could not be told otherwise. */
const CUT_MAX = 0.8;

export interface PowerAndHump {
  /** Nats, per unit of the logarithm of each interval. */
  logLikelihood: number;
  /** Of the power law, and its steepness. */
  share: number;
  steepness: number;
  /** Of the hump, in the logarithm. */
  mean: number;
  spread: number;
  /** Share of the hump above the edge. */
  above: number;
}

const counts = new Float64Array(BINS);
const fit: PowerAndHump = { logLikelihood: 0, share: 0, steepness: 0, mean: 0, spread: 0, above: 1 };

/**
 * Expectation and maximisation (Dempster et al. 1977) on binned logarithms; the result is reused by the next call. `steps[0 … count − 1]`:
 * logarithms of intervals in steps of the scale, none below `edge`, which is a logarithm; count ≥ 1.
 */
export function fitPowerAndHump(steps: Int32Array, count: number, edge: number): PowerAndHump {
  let last = 0;
  for (let i = 0; i < count; i++) {
    const bin = Math.min(BINS - 1, Math.floor((steps[i] / LOG_STEPS - edge) * BINS_PER_E));
    counts[bin]++;
    if (bin > last) last = bin;
  }
  fit.share = 0.5;
  fit.steepness = 1 / SPREAD_FLOOR;
  fit.mean = edge + 1.5;
  fit.spread = 0.8;
  for (let round = 0; round < ROUNDS; round++) improve(edge, last, count);
  weigh(edge, last);
  counts.fill(0, 0, last + 1);
  return fit;
}

let weight = 0;
let length = 0;
let sum = 0;
let squares = 0;

function improve(edge: number, last: number, count: number): void {
  weigh(edge, last);
  const rest = Math.max(1e-9, count - weight);
  fit.share = Math.min(0.98, Math.max(0.02, weight / count));
  fit.steepness = Math.min(1 / SPREAD_FLOOR, weight / Math.max(1e-6, length));
  fit.mean = sum / rest;
  fit.spread = Math.max(SPREAD_FLOOR, Math.sqrt(Math.max(0, squares / rest - fit.mean * fit.mean)));
}

/** Shares every bin out between the two. */
function weigh(edge: number, last: number): void {
  const { share, steepness, mean, spread } = fit;
  const above = 1 - Math.min(CUT_MAX, normalShare((edge - mean) / spread));
  const tall = (1 - share) / (above * spread * Math.sqrt(2 * Math.PI));
  weight = length = sum = squares = 0;
  let logs = 0;
  for (let bin = 0; bin <= last; bin++) {
    const all = counts[bin];
    if (all === 0) continue;
    const over = (bin + 0.5) / BINS_PER_E;
    const z = (edge + over - mean) / spread;
    const power = share * steepness * Math.exp(-steepness * over);
    const both = power + tall * Math.exp(-0.5 * z * z) + 1e-300;
    logs += all * Math.log(both);
    const first = (all * power) / both;
    const second = all - first;
    weight += first;
    length += first * over;
    sum += second * (edge + over);
    squares += second * (edge + over) ** 2;
  }
  fit.above = above;
  fit.logLikelihood = logs;
}
