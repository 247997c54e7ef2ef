// RITA v5's beacon score, written from its formula: https://github.com/activecm/rita/blob/v5/analysis/beacons.go (GPL-3: no code of it is here).
// `rita-vectors.mjs` holds numbers that RITA's own tests expect, and `checkRita` compares.

import { HISTOGRAM_VECTORS, SIZE_VECTORS, TIMESTAMP_VECTORS } from './rita-vectors.mjs';

const BINS = 24;
const round3 = (value) => Math.round(value * 1000) / 1000;
const ceil3 = (value) => Math.min(1, Math.ceil(value * 1000) / 1000);

/** `timesS`: whole seconds, ascending; undefined where RITA gives no score. */
export function ritaScore(timesS, sizes, fromS, toS) {
  const ts = timestampScore(timesS);
  const ds = sizeScore(sizes);
  if (ts === undefined || ds === undefined || toS <= fromS) return undefined;
  const { score: histogram, bars, run } = histogramScore(timesS, fromS, toS);
  const duration = bars < 6 ? 0 : Math.max(ceil3((timesS.at(-1) - timesS[0]) / (toS - fromS)), ceil3(run / 12));
  return { total: round3(0.25 * (ts + ds + duration + histogram)), timing: (ts + duration + histogram) / 3, ts };
}

export function timestampScore(timesS) {
  const unique = new Set(timesS);
  if (timesS.length < 4 || unique.size < 4) return undefined;
  const gaps = timesS.slice(1).map((time, i) => time - timesS[i]);
  return spreadScore(
    gaps.filter((gap) => gap > 0).sort((a, b) => a - b),
    1,
  );
}

export function sizeScore(sizes) {
  return sizes.length < 3
    ? undefined
    : spreadScore(
        [...sizes].sort((a, b) => a - b),
        0,
      );
}

function spreadScore(sorted, byDefault) {
  const [q1, q2, q3] = quartiles(sorted);
  const skew = q3 - q1 < 10 || q2 === q1 || q2 === q3 ? 0 : (q1 + q3 - 2 * q2) / (q3 - q1);
  const deviations = sorted.map((value) => Math.abs(value - q2)).sort((a, b) => a - b);
  const mad = middle(deviations);
  const madScore = q2 >= 1 ? Math.max(0, (q2 - mad) / q2) : byDefault;
  return round3((1 - Math.abs(skew) + madScore) / 2);
}

/** Medians of the halves; the middle value of an odd number is in neither. */
function quartiles(sorted) {
  const half = Math.floor(sorted.length / 2);
  return [middle(sorted.slice(0, half)), middle(sorted), middle(sorted.slice(sorted.length - half))];
}

function middle(sorted) {
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[at] : (sorted[at - 1] + sorted[at]) / 2;
}

export function histogramScore(timesS, fromS, toS, bins = BINS, bimodalMin = 11) {
  const counts = new Array(bins).fill(0);
  for (const time of timesS) {
    const bin = Math.floor(((time - fromS) / (toS - fromS)) * bins);
    if (bin >= 0) counts[Math.min(bins - 1, bin)]++;
  }
  const bars = counts.filter((count) => count > 0).length;
  const mean = counts.reduce((sum, count) => sum + count, 0) / bins;
  const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / bins);
  const variation = mean === 0 ? 1 : deviation / mean;
  return {
    score: Math.max(round3(variation > 1 ? 0 : 1 - variation), bimodal(counts, bars, bimodalMin)),
    bars,
    run: longestRun(counts),
  };
}

/** Share of the bars that are of the two most frequent heights, one outlier allowed. */
function bimodal(counts, bars, least) {
  if (bars < least) return 0;
  const width = Math.ceil(Math.max(...counts) * 0.05);
  const heights = new Map();
  for (const count of counts) {
    if (count === 0) continue;
    const height = Math.floor(count / width) * width;
    heights.set(height, (heights.get(height) ?? 0) + 1);
  }
  const [first = 0, second = 0] = [...heights.values()].sort((a, b) => b - a);
  return Math.min(1, round3((first + second) / Math.max(1, bars - 1)));
}

/** Of bins that are not empty, around the end of the day. */
function longestRun(counts) {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < 2 * counts.length; i++) {
    run = counts[i % counts.length] > 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return Math.min(counts.length, longest);
}

/** How many of RITA's published numbers this formula gives, and those it does not. */
export function checkRita() {
  const wrong = [];
  const check = (name, expected, actual) => {
    if (actual === undefined || Math.abs(actual - expected) > 0.0015) wrong.push({ name, expected, actual });
  };
  for (const { name, times, score } of TIMESTAMP_VECTORS) check(name, score, timestampScore(times));
  for (const { name, sizes, score } of SIZE_VECTORS) check(name, score, sizeScore(sizes));
  for (const { name, times, from, to, bins, bimodalMin, bars, run, score } of HISTOGRAM_VECTORS) {
    const found = histogramScore(
      [...times].sort((a, b) => a - b),
      from,
      to,
      bins,
      bimodalMin,
    );
    check(name, score, found.score);
    check(`${name}, bars`, bars, found.bars);
    check(`${name}, run`, run, found.run);
  }
  return { vectors: TIMESTAMP_VECTORS.length + SIZE_VECTORS.length + 3 * HISTOGRAM_VECTORS.length, wrong };
}
