// What others do to find beacons, each as a score (higher is more periodic) on one series. Written from their documentation; none is copied.

import { ritaScore } from './rita.mjs';

/** name → (series) → score; −∞ where the method gives none. */
export const BASELINES = {
  // The data set is the series' own span, which favours it: real data sets are longer.
  'RITA v5': (series) => rita(series, false)?.total ?? Number.NEGATIVE_INFINITY,
  'RITA v5, span of the capture': (series) => rita(series, true)?.total ?? Number.NEGATIVE_INFINITY,
  'RITA v5, timing parts': (series) => rita(series, false)?.timing ?? Number.NEGATIVE_INFINITY,
  Rayleigh: (series) => rayleigh(secondsOf(series)),
  'Lomb–Scargle': (series) => lombScargle(secondsOf(series)),
  autocorrelation: (series) => autocorrelation(secondsOf(series)),
  'MAD / median': (series) => regularity(secondsOf(series)),
  'Elastic 1.3.3': (series) => elastic(series),
  Flare: (series) => flare(secondsOf(series)),
  TracePcap: (series) => tracePcap(secondsOf(series)),
};

function secondsOf({ timesUs }) {
  return Array.from(timesUs, (time) => (time - timesUs[0]) / 1e6);
}

function rita({ timesUs, sizes, spanS, startUs }, ofCapture) {
  const times = Array.from(timesUs, (time) => Math.floor(time / 1e6));
  const start = Math.floor(startUs / 1e6);
  return ofCapture
    ? ritaScore(times, [...sizes], start, start + spanS)
    : ritaScore(times, [...sizes], times[0], times.at(-1));
}

/** Of so many events at most, from the start; of so many frequencies. */
const EVENTS = 200;
const FREQUENCIES = 400;

/** From three turns in the span to one turn in two mean intervals. */
function frequencies(times) {
  const span = times.at(-1) - times[0];
  if (!(span > 0)) return [];
  const low = 3 / span;
  const high = Math.max(2 * low, (2 * times.length) / span);
  const count = Math.min(FREQUENCIES, 4 * Math.ceil((high - low) * span));
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / count);
}

/** Largest Z(f) = 2/n |Σ e^{2πift}|² over the median of its neighbours. */
function rayleigh(all) {
  const times = all.slice(0, EVENTS);
  if (times.length < 4) return Number.NEGATIVE_INFINITY;
  const powers = frequencies(times).map((frequency) => {
    let x = 0;
    let y = 0;
    for (const time of times) {
      x += Math.cos(2 * Math.PI * frequency * time);
      y += Math.sin(2 * Math.PI * frequency * time);
    }
    return (2 * (x * x + y * y)) / times.length;
  });
  return whitened(powers);
}

function whitened(powers) {
  if (powers.length === 0) return Number.NEGATIVE_INFINITY;
  const around = 24;
  let best = 0;
  for (let i = 0; i < powers.length; i++) {
    const near = powers.slice(Math.max(0, i - around), i + around + 1).sort((a, b) => a - b);
    best = Math.max(best, powers[i] / Math.max(0.3, near[near.length >> 1]));
  }
  return best;
}

/** Of counts in 256 bins, the mean taken off (Lomb 1976, Scargle 1982). */
function lombScargle(all) {
  const times = all.slice(0, EVENTS);
  const span = times.at(-1) - times[0];
  if (times.length < 4 || !(span > 0)) return Number.NEGATIVE_INFINITY;
  const bins = 256;
  const counts = new Float64Array(bins);
  for (const time of times) counts[Math.min(bins - 1, Math.floor((time / span) * bins))]++;
  const mean = times.length / bins;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / bins;
  let best = 0;
  for (let cycles = 3; cycles < bins / 2; cycles++) {
    const omega = (2 * Math.PI * cycles) / bins;
    let sin2 = 0;
    let cos2 = 0;
    for (let i = 0; i < bins; i++) {
      sin2 += Math.sin(2 * omega * i);
      cos2 += Math.cos(2 * omega * i);
    }
    const tau = Math.atan2(sin2, cos2) / (2 * omega);
    let xc = 0;
    let cc = 0;
    let xs = 0;
    let ss = 0;
    for (let i = 0; i < bins; i++) {
      const c = Math.cos(omega * (i - tau));
      const s = Math.sin(omega * (i - tau));
      cc += c * c;
      ss += s * s;
      if (counts[i] === mean) continue;
      xc += (counts[i] - mean) * c;
      xs += (counts[i] - mean) * s;
    }
    best = Math.max(best, ((xc * xc) / cc + (xs * xs) / ss) / (2 * variance));
  }
  return best;
}

/** Largest correlation of counts in 512 bins with themselves, later than the first descent below 0.1. */
function autocorrelation(times) {
  const span = times.at(-1) - times[0];
  if (times.length < 4 || !(span > 0)) return Number.NEGATIVE_INFINITY;
  const bins = 512;
  const counts = new Float64Array(bins);
  for (const time of times) counts[Math.min(bins - 1, Math.floor((time / span) * bins))]++;
  const mean = times.length / bins;
  const deviations = counts.map((count) => count - mean);
  const variance = deviations.reduce((sum, value) => sum + value * value, 0);
  let best = 0;
  let descended = false;
  for (let lag = 1; lag < bins / 2; lag++) {
    let sum = 0;
    for (let i = lag; i < bins; i++) sum += deviations[i] * deviations[i - lag];
    const correlation = sum / variance;
    if (correlation < 0.1) descended = true;
    else if (descended) best = Math.max(best, correlation);
  }
  return best;
}

function gapsOf(times) {
  return times
    .slice(1)
    .map((time, i) => time - times[i])
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
}

function regularity(times) {
  const gaps = gapsOf(times);
  if (gaps.length < 3) return Number.NEGATIVE_INFINITY;
  const median = gaps[gaps.length >> 1];
  const deviations = gaps.map((gap) => Math.abs(gap - median)).sort((a, b) => a - b);
  return -deviations[deviations.length >> 1] / median;
}

/**
 * 360 buckets of a minute; 0 to 3 points: counts that vary little or correlate with themselves at a lag, and bytes that vary little.
 * Source and destination bytes are alike in these series.
 */
function elastic({ timesUs, sizes, startUs }) {
  const buckets = new Float64Array(360);
  const first = Math.max(0, (timesUs.at(-1) - startUs) / 60e6 - buckets.length);
  const kept = [];
  timesUs.forEach((time, i) => {
    const bucket = Math.floor((time - startUs) / 60e6 - first);
    if (bucket < 0) return;
    buckets[Math.min(buckets.length - 1, bucket)]++;
    kept.push(sizes[i]);
  });
  const last = buckets.findLastIndex((count) => count > 0);
  const counts = buckets.slice(
    buckets.findIndex((count) => count > 0),
    last + 1,
  );
  const filled = counts.filter((count) => count > 0).length;
  if (counts.length < 12 || filled < 7 || filled < 0.5 * counts.length) return Number.NEGATIVE_INFINITY;
  const sorted = [...counts].sort((a, b) => a - b);
  const steady = meanAndVariance(sorted.slice(Math.floor(0.1 * sorted.length), Math.ceil(0.8 * sorted.length)));
  const { mean, variance } = meanAndVariance([...counts]);
  let best = variance === 0 ? 1 : 0;
  for (let lag = 2; variance > 0 && lag <= counts.length / 6; lag++) {
    let sum = 0;
    for (let i = lag; i < counts.length; i++) sum += (counts[i] - mean) * (counts[i - lag] - mean);
    best = Math.max(best, sum / (counts.length - lag) / variance);
  }
  const bytes = meanAndVariance(kept);
  const even = Math.sqrt(bytes.variance) / bytes.mean <= 0.05;
  return (steady.variance / Math.max(steady.mean, 1e-9) <= 0.1 || best >= 0.7 ? 1 : 0) + (even ? 2 : 0);
}

function meanAndVariance(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length) };
}

/** Share of the gaps of two seconds and more that are within two seconds of the most frequent one; ten events at least. */
function flare(times) {
  if (times.length < 10) return Number.NEGATIVE_INFINITY;
  const gaps = gapsOf(times).filter((gap) => gap >= 2);
  if (gaps.length === 0) return Number.NEGATIVE_INFINITY;
  let most = 0;
  let end = 0;
  for (let start = 0; start < gaps.length; start++) {
    while (end < gaps.length && gaps[end] <= gaps[start] + 2) end++;
    most = Math.max(most, end - start);
  }
  return most / gaps.length;
}

/** From three events on: the coefficient of variation of the gaps, of which less than 0.3 is a beacon. */
function tracePcap(times) {
  const gaps = gapsOf(times);
  if (gaps.length < 2) return Number.NEGATIVE_INFINITY;
  const { mean, variance } = meanAndVariance(gaps);
  return -Math.sqrt(variance) / mean;
}
