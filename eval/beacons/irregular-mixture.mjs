// The likelihood of a series under the eight irregular families of `series.mjs`, each averaged over its parameters and its scale: what the
// reference test of `oracle.mjs` compares with. Six are exact; sessions and back-off are, but for overlaps and the order within a run.

import { LogSum, logGamma } from '../../dist/models/log-sum.js';

const middles = (low, high, count) => Array.from({ length: count }, (_, i) => low + ((high - low) * (i + 0.5)) / count);
const SPREADS = middles(0.5, 1.5, 8);
const WEIBULL = middles(0.6, 1.7, 8);
const GAMMA = middles(0.5, 0.7, 5).map((variation) => variation ** -2);
const PARETO = middles(1.1, 2, 6);
const TURNS = middles(0.5, 2, 6);
const PHASES = middles(0, 1, 10);
const RARITIES = middles(Math.log(10), Math.log(300), 6).map(Math.exp);
const FACTORS = middles(1.5, 2.5, 6);

const total = new LogSum();
/** ln of the mean of exp(values). */
function mean(values) {
  total.clear();
  for (const value of values) total.add(value, 1 / values.length);
  return total.value();
}

/** Nats, per second of each interval. `intervals` in seconds, all positive, more than one. */
export function irregularMixture(intervals) {
  const count = intervals.length;
  let sum = 0;
  let logs = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const length of intervals) {
    sum += length;
    logs += Math.log(length);
    least = Math.min(least, length);
  }
  let squares = 0;
  for (const length of intervals) squares += (Math.log(length) - logs / count) ** 2;
  const poisson = logGamma(count) - count * Math.log(sum);
  return mean([
    poisson,
    mean(
      SPREADS.map(
        (s) => ((1 - count) / 2) * Math.log(2 * Math.PI * s * s) - Math.log(count) / 2 - squares / (2 * s * s) - logs,
      ),
    ),
    mean(WEIBULL.map((shape) => weibull(intervals, shape, sum, logs))),
    mean(GAMMA.map((a) => (a - 1) * logs - count * logGamma(a) + logGamma(count * a) - count * a * Math.log(sum))),
    sessions(intervals, least, sum),
    backOff(intervals, least, sum),
    poisson + diurnal(intervals, sum),
    mean(PARETO.map((a) => count * Math.log(a) - (a + 1) * logs + a * count * Math.log(least) - Math.log(a * count))),
  ]);
}

function weibull(intervals, shape, sum, logs) {
  const count = intervals.length;
  let powers = 0;
  for (const length of intervals) powers += (length / sum) ** shape;
  const scaled = logs - count * Math.log(sum);
  return (
    (count - 1) * Math.log(shape) +
    (shape - 1) * scaled +
    logGamma(count) -
    count * Math.log(powers) -
    count * Math.log(sum)
  );
}

/** Over a constant rate. */
function diurnal(intervals, sum) {
  const times = [];
  let at = 0;
  for (const length of intervals.slice(0, -1)) {
    at += length;
    times.push(at / sum);
  }
  return mean(
    TURNS.flatMap((turns) =>
      PHASES.map((phase) =>
        logProduct(times.length, (i) => 1 + 0.95 * Math.sin(2 * Math.PI * (turns * times[i] + phase))),
      ),
    ),
  );
}

function sessions(intervals, least, sum) {
  return overScales(least / 30, (3 * sum) / intervals.length, 0.15, (scale) =>
    RARITIES.map((rarity) =>
      logProduct(intervals.length, (i) => {
        const x = intervals[i] / scale;
        const z = Math.log(x / 3);
        return (
          ((0.8 * Math.exp((-z * z) / 2)) / (x * Math.sqrt(2 * Math.PI)) + (0.2 * Math.exp(-x / rarity)) / rarity) /
          scale
        );
      }),
    ),
  );
}

/** The scale has a density of 1 / scale. */
function overScales(from, to, stride, valuesAt) {
  const step = Math.max(stride, Math.log(to / from) / 30);
  total.clear();
  const values = [];
  for (let log = Math.log(from); log <= Math.log(to); log += step) values.push(...valuesAt(Math.exp(log)));
  const perScale = valuesAt(from).length;
  for (const value of values) total.add(value, step / perScale);
  return total.value();
}

function logProduct(count, factor) {
  let sum = 0;
  let product = 1;
  for (let i = 0; i < count; i++) {
    product *= factor(i);
    if ((i & 7) !== 7) continue;
    sum += Math.log(product);
    product = 1;
  }
  return sum + Math.log(product);
}

/** Density of ln(wait) for a wait of 1 to 4 with a fifth of jitter. */
const WAIT_FROM = Math.log(0.7);
const WAIT_CELLS = 400;
const WAIT_CELL = Math.log(5.2 / 0.7) / WAIT_CELLS;
const waits = new Float64Array(WAIT_CELLS);
for (const wait of middles(1, 4, 300)) {
  for (const jitter of middles(0.8, 1.2, 40)) {
    waits[Math.floor((Math.log(wait * jitter) - WAIT_FROM) / WAIT_CELL)] += 1 / (300 * 40 * WAIT_CELL);
  }
}

function backOff(intervals, least, sum) {
  return overScales(least / 5, sum / intervals.length, 0.12, (scale) =>
    FACTORS.map((factor) => retries(intervals, factor, scale)),
  );
}

const RETRIES = 7;
/** A run of retries ends after 1 to 7 of them, each alike; the state is the place in the run. */
function retries(intervals, factor, scale) {
  let places = new Float64Array(RETRIES);
  let next = new Float64Array(RETRIES);
  places[0] = 1;
  let sum = 0;
  for (const length of intervals) {
    const x = length / scale;
    next.fill(0);
    for (let place = 0; place < RETRIES; place++) {
      if (places[place] === 0) continue;
      const goesOn = (RETRIES - 1 - place) / (RETRIES - place);
      const cell = Math.floor((Math.log(x) - place * Math.log(factor) - WAIT_FROM) / WAIT_CELL);
      if (place + 1 < RETRIES && cell >= 0 && cell < WAIT_CELLS)
        next[place + 1] += (places[place] * goesOn * waits[cell]) / length;
      const wait = 2.5 * factor ** place;
      const pause = Math.max(0, x - wait);
      next[0] += ((places[place] * (1 - goesOn) * Math.exp(-pause / 200)) / 200 / scale) * (x > 0.3 * wait ? 1 : 1e-9);
    }
    const all = next.reduce((a, b) => a + b, 0) || 1e-300;
    sum += Math.log(all);
    for (let place = 0; place < RETRIES; place++) next[place] /= all;
    [places, next] = [next, places];
  }
  return sum;
}
