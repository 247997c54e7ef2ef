// `node eval/beacons/oracle.mjs`: how far a test can get that is told how the series were made. Likelihood ratios (the best tests there are:
// Neyman and Pearson 1933) of series without noise against the mixture of all irregular families, at 1 % of irregular series, on design seeds:
// told the cell (family, jitter, missing) and the period; told the cell; told only that all cells are alike likely, which is what a test can know.
// What noise does is left out: nobody who is not told which events are noise does better. Exact, but for edges, for renewal and one-sided; of clocks
// intervals are taken as independent, rests follow resting-law.mjs. Writes eval/results/beacons-oracle.json, which the evaluation of beacons shows.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LogSum } from '../../dist/models/log-sum.js';
import { judgeSeries } from '../../dist/models/series-rhythm.js';
import { proportion } from '../proportion.mjs';
import { irregularMixture } from './irregular-mixture.mjs';
import { oracleMarkdown } from './oracle-table.mjs';
import { logBetween, randomFrom } from './random.mjs';
import { thresholdAt } from './rates.mjs';
import { dozingLikelihood, sleepingLikelihood } from './resting-law.mjs';
import {
  BEACON_FAMILIES,
  BENIGN_FAMILIES,
  beaconSeries,
  benignSeries,
  JITTERS,
  MISSING,
  PERIODS_MAX,
  PERIODS_MIN,
  SPANS_S,
} from './series.mjs';

const SEED = 400_000;
const IRREGULAR = 1600;
/** Of each cell: one a span, with and without. */
const REPEATS = 2;
/** Longer irregular series never look like a beacon to these tests, longer beacons always do (counted in the output). */
const EVENTS_MAX = 160;
const STEP = 0.002;
const FROM = Math.log(0.4);
const CELLS = Math.ceil(Math.log(100) / STEP);
const RESTING = { 'Doze-deferred': dozingLikelihood, sleeping: sleepingLikelihood };
const NARROW = 0.004;

/** Density of ln(interval / mean turn), as logarithms. `turn`: density of a turn of `k` periods. */
function density(turn, missing) {
  return Float64Array.from({ length: CELLS }, (_, i) => {
    const x = Math.exp(FROM + (i + 0.5) * STEP);
    let sum = 0;
    for (let k = 1; k <= 9; k++) sum += (1 - missing) * missing ** (k - 1) * turn(x, k);
    return Math.log(Math.max(1e-12, sum));
  });
}

const normalAt = (z, deviation) => Math.exp(-0.5 * (z / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
const below = (z) => 1 / (1 + Math.exp(-0.07056 * z * z * z - 1.5976 * z));

/** Sum of `k` turns of 1 ± half, uniform; edges are a little soft, because the period is tried in steps. */
function uniformTurn(half) {
  return (x, k) => {
    if (half < 0.01 || k > 2) return normalAt(x - k, Math.max(NARROW, half * Math.sqrt(k / 3)));
    if (k === 2) return Math.max(0, 2 * half - Math.abs(x - 2)) / (4 * half * half);
    const edge = Math.max(0.002, 0.06 * half);
    return Math.max(0, below((x - 1 + half) / edge) - below((x - 1 - half) / edge)) / (2 * half);
  };
}

/** Ticks with delays of 0 … jitter; `atOnce`: share of ticks without. */
function tickTurn(jitter, atOnce) {
  if (jitter < 0.01) return (x, k) => normalAt(x - k, NARROW);
  return (x, k) => {
    const z = Math.abs(x - k);
    const one = z < jitter ? 1 / (2 * jitter) : 0;
    const both = Math.max(0, jitter - z) / (jitter * jitter);
    return atOnce ** 2 * normalAt(z, NARROW) + 2 * atOnce * (1 - atOnce) * one + (1 - atOnce) ** 2 * both;
  };
}

/** { table, width: of its narrowest part, scale: mean turn over the period }. */
function cellModel({ family, jitter, missing }) {
  if (family === 'clocked') return { table: density(tickTurn(jitter, 0), missing), width: jitter, scale: 1 };
  if (family === 'flex') return { table: density(tickTurn(jitter, 0.5), missing), width: 0, scale: 1 };
  const scale = family === 'one-sided' ? 1 - jitter / 2 : 1;
  const half = family === 'one-sided' ? jitter / 2 / scale : jitter;
  const table = density(uniformTurn(half), missing);
  const resting = RESTING[family];
  // Per unit of the logarithm, as gaps are.
  const turns = resting && table.map((log, i) => Math.exp(log + FROM + (i + 0.5) * STEP));
  const turn = (x) => turns[Math.floor((x - FROM) / STEP)] ?? 0;
  const ofResting =
    resting && ((logs, period) => resting(logs, period, turn, missing) - logs.reduce((a, b) => a + b, 0));
  return { table, ofResting, width: half, scale };
}

function atPeriod({ table, ofResting }, logs, period) {
  if (ofResting !== undefined) return ofResting(logs, period);
  let sum = -logs.length * period;
  for (const log of logs) {
    const cell = Math.floor((log - period - FROM) / STEP);
    sum += cell < 0 ? -25 : cell >= CELLS ? -12 : table[cell];
  }
  return sum;
}

const total = new LogSum();
/** Around the median interval: what is not skipped is most of the turns. */
function overPeriods(model, { logs, median }) {
  const stride = Math.max(1.5 * STEP, 0.06 * model.width);
  total.clear();
  for (let period = median - Math.log(2.6); period <= median + Math.log(1.6); period += stride) {
    total.add(atPeriod(model, logs, period), stride);
  }
  return total.value();
}

const cells = Object.keys(BEACON_FAMILIES).flatMap((family) =>
  JITTERS.flatMap((jitter) => MISSING.map((missing) => ({ family, jitter, missing }))),
);
const models = cells.map(cellModel);
function cellRatios(series) {
  return models.map((model) => overPeriods(model, series) - series.against);
}

function measured({ timesUs, sizes, spanS }) {
  const intervals = [];
  for (let i = 1; i < timesUs.length; i++) intervals.push(Math.max(1e-3, (timesUs[i] - timesUs[i - 1]) / 1e6));
  const logs = intervals.map(Math.log);
  const median = [...logs].sort((a, b) => a - b)[logs.length >> 1];
  const usable = intervals.length >= 3 && timesUs.length <= EVENTS_MAX;
  return {
    spanS,
    logs,
    median,
    usable,
    events: timesUs.length,
    against: usable ? irregularMixture(intervals) : 0,
    ours: -Math.log(judgeSeries(timesUs, sizes, timesUs.length).pValue),
  };
}

/** ln of the mean of exp(values). */
function meanOf(values) {
  total.clear();
  for (const value of values) total.add(value, 1 / values.length);
  return total.value();
}

const random = randomFrom(SEED);
const families = Object.keys(BENIGN_FAMILIES);
const irregular = Array.from({ length: IRREGULAR }, (_, i) =>
  measured(benignSeries(random, families[i % families.length])),
);
const absent = Number.NEGATIVE_INFINITY;
/** By series and cell. */
const ratios = irregular.map((s) => (s.usable ? cellRatios(s) : undefined));
const limits = {
  untold: thresholdAt(
    ratios.map((ofCells) => (ofCells === undefined ? absent : meanOf(ofCells))),
    0.01,
  ),
  ours: thresholdAt(
    irregular.map((s) => s.ours),
    0.01,
  ),
};
const rows = cells.flatMap((cell, at) => {
  const model = models[at];
  const periodOf = (spanS) =>
    Math.log(
      (model.scale * spanS * BEACON_FAMILIES[cell.family].sentShare(cell.jitter)) /
        logBetween(random, PERIODS_MIN, PERIODS_MAX),
    );
  const told = thresholdAt(
    irregular.map((s) => (s.usable ? atPeriod(model, s.logs, periodOf(s.spanS)) - s.against : absent)),
    0.01,
  );
  const cellOnly = thresholdAt(
    ratios.map((ofCells) => (ofCells === undefined ? absent : ofCells[at])),
    0.01,
  );
  return SPANS_S.flatMap((spanS) =>
    Array.from({ length: REPEATS }, () => {
      const made = beaconSeries(random, { ...cell, spanS, noise: 0, marked: false });
      const series = measured(made);
      const long = series.events > EVENTS_MAX;
      const found = (ratio, limit) => long || (series.usable && ratio() > limit);
      return {
        ...cell,
        beacons: made.beacons,
        long,
        period_told: found(
          () => atPeriod(model, series.logs, Math.log(model.scale * made.periodS)) - series.against,
          told,
        ),
        cell_told: found(() => overPeriods(model, series) - series.against, cellOnly),
        untold: found(() => meanOf(cellRatios(series)), limits.untold),
        cipherscope: series.ours > limits.ours,
      };
    }),
  );
});

const KINDS = ['period_told', 'cell_told', 'untold', 'cipherscope'];
const shares = (some) => ({
  series: some.length,
  ...Object.fromEntries(KINDS.map((kind) => [kind, proportion(some.filter((row) => row[kind]).length, some.length)])),
});
const easy = rows.filter(({ jitter, missing }) => jitter <= 0.3 && missing <= 0.2);
const parts = {
  all: rows,
  'jitter ≤ 30 %, missing ≤ 20 %': easy,
  ...Object.fromEntries(
    Object.keys(BEACON_FAMILIES).map((name) => [name, rows.filter(({ family }) => family === name)]),
  ),
  ...Object.fromEntries(JITTERS.map((x) => [`jitter ${100 * x} %`, rows.filter(({ jitter }) => jitter === x)])),
  ...Object.fromEntries(MISSING.map((x) => [`missing ${100 * x} %`, rows.filter(({ missing }) => missing === x)])),
  ...Object.fromEntries(
    [
      [0, 5],
      [6, 8],
      [9, 12],
      [13, 24],
      [25, 50],
      [51, 999],
    ].map(([from, to]) => [
      `${from}–${to} beacons seen`,
      rows.filter(({ beacons }) => beacons >= from && beacons <= to),
    ]),
  ),
};
const results = {
  irregular: IRREGULAR,
  beacons: rows.length,
  beacons_too_long_to_ask: rows.filter(({ long }) => long).length,
  recall_at_1_percent: Object.fromEntries(Object.entries(parts).map(([name, some]) => [name, shares(some)])),
  cells: cells.map((cell) => ({
    ...cell,
    ...shares(
      rows.filter((row) => row.family === cell.family && row.jitter === cell.jitter && row.missing === cell.missing),
    ),
  })),
};
const root = fileURLToPath(new URL('../..', import.meta.url));
writeFileSync(`${root}/eval/results/beacons-oracle.json`, `${JSON.stringify(results, undefined, 2)}\n`);
console.log(oracleMarkdown(results));
