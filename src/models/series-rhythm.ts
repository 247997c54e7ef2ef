// The rhythm of a series of events that may carry sizes: all of it is tested, and each cluster of sizes, because a beacon sends much the same
// every time while people do not. The price of looking several times is paid in the p-value.

import { findSizeClusters, type SizeCluster } from '../features/size-clusters.ts';
import { chained, followChain, type RhythmChain } from './rhythm-chain.ts';
import { LEAST_P } from './rhythm-tail.ts';
import { ACTIVATIONS_MIN, type RhythmFit, rhythmTimes, takeActivations, testRhythm } from './rhythm-test.ts';

export interface SeriesRhythm {
  readonly activations: number;
  /** 1 when there were too few activations. */
  readonly pValue: number;
  readonly fit: RhythmFit;
  readonly chain: RhythmChain;
  /** The sizes whose events keep the rhythm; undefined: all events. */
  readonly sizes: SizeCluster | undefined;
  /** Periods of rhythms among the other events. */
  readonly otherPeriodsUs: readonly number[];
}

/** p-values up to this are looked into: which events, and what else there is. */
const LOOK_INTO = 0.05;
/**
 * Looks share the chance as they are likely to be worth it: clusters by the squares of how many events they have, so that a few alike sizes
 * among many hardly cost anything; all events as a cluster of a seventh of them would, and never less than three tenths: a
 * program whose requests differ in size keeps its rhythm over all of them (chosen on design seeds of eval/beacons).
 */
const WHOLE_SQUARE = 0.02;
const WHOLE_SHARE = 0.3;
/** A further rhythm needs this p-value; it is looked for twice at most. */
const FURTHER_P = 0.005;
export const FURTHER_MAX = 2;

let times = new Float64Array(1024);
let left = new Float64Array(1024);

/** `timesUs[0 … count − 1]` in any order; `sizes` (bytes, 0 or NaN unknown) in the same order, undefined where sizes say nothing. */
export function judgeSeries(timesUs: Float64Array, sizes: Float64Array | undefined, count: number): SeriesRhythm {
  if (times.length < count) {
    times = new Float64Array(count * 2);
    left = new Float64Array(count * 2);
  }
  const whole = testRhythm(timesUs, count);
  const clusters = sizes === undefined || whole.activations < ACTIVATIONS_MIN ? [] : findSizeClusters(sizes, count);
  let best = whole;
  const ofClusters = clusters.reduce((sum, { events }) => sum + events * events, 0);
  const ofWhole = Math.max(WHOLE_SQUARE * count * count, (WHOLE_SHARE / (1 - WHOLE_SHARE)) * ofClusters);
  let pValue = clusters.length === 0 ? whole.pValue : ofLooks(whole.pValue, (ofWhole + ofClusters) / ofWhole);
  let chosen: SizeCluster | undefined;
  if (sizes !== undefined) {
    for (const cluster of clusters) {
      const fit = testRhythm(times, select(timesUs, sizes, count, cluster));
      const p = ofLooks(fit.pValue, (ofWhole + ofClusters) / (cluster.events * cluster.events));
      if (p >= pValue && !isSurer(fit, best)) continue;
      best = fit;
      pValue = Math.min(p, pValue);
      chosen = cluster;
    }
  }
  const found = pValue <= LOOK_INTO;
  const chain = found ? chainOf(best, timesUs, sizes, count, chosen) : NO_CHAIN;
  const others = found ? furtherPeriods(timesUs, sizes, count, chosen, best.activations) : [];
  return { activations: whole.activations, pValue, fit: best, chain, sizes: chosen, otherPeriodsUs: others };
}

/** Where neither p-value can be smaller, the scores say which events keep the rhythm better. */
function isSurer(fit: RhythmFit, best: RhythmFit): boolean {
  return fit.pValue === LEAST_P && best.pValue === LEAST_P && fit.score > best.score;
}

/** The chance that the best of so many looks is as good (Šidák 1967); of one look that has its share of them. */
function ofLooks(pValue: number, looks: number): number {
  return -Math.expm1(looks * Math.log1p(-Math.min(pValue, 0.999_999)));
}

const NO_CHAIN: RhythmChain = {
  periodUs: 0,
  jitterShare: undefined,
  turnsSeen: 0,
  missedShare: 0,
  explainedShare: 0,
};

function select(timesUs: Float64Array, sizes: Float64Array, count: number, cluster: SizeCluster): number {
  let selected = 0;
  for (let i = 0; i < count; i++) {
    if (sizes[i] >= cluster.lowBytes && sizes[i] <= cluster.highBytes) times[selected++] = timesUs[i];
  }
  return selected;
}

/** Takes the activations again, because those of a cluster may have been tested since. */
function chainOf(
  fit: RhythmFit,
  timesUs: Float64Array,
  sizes: Float64Array | undefined,
  count: number,
  cluster: SizeCluster | undefined,
): RhythmChain {
  const activations =
    cluster === undefined || sizes === undefined
      ? takeActivations(timesUs, count)
      : takeActivations(times, select(timesUs, sizes, count, cluster));
  return followChain(rhythmTimes, activations, fit.periodUs, fit.deviationShare);
}

/** Follows `chainOf`: what its chain, or the chosen cluster, leaves over. */
function furtherPeriods(
  timesUs: Float64Array,
  sizes: Float64Array | undefined,
  count: number,
  cluster: SizeCluster | undefined,
  activations: number,
): number[] {
  const periods: number[] = [];
  let rest = 0;
  if (cluster === undefined || sizes === undefined) {
    rest = takeUnchained(activations);
  } else {
    for (let i = 0; i < count; i++) {
      if (!(sizes[i] >= cluster.lowBytes && sizes[i] <= cluster.highBytes)) left[rest++] = timesUs[i];
    }
  }
  while (periods.length < FURTHER_MAX && rest >= ACTIVATIONS_MIN) {
    const fit = testRhythm(left, rest);
    if (fit.pValue > FURTHER_P) break;
    const chain = followChain(rhythmTimes, fit.activations, fit.periodUs, fit.deviationShare);
    if (chain.turnsSeen === 0) break;
    periods.push(chain.periodUs);
    rest = takeUnchained(fit.activations);
  }
  return periods;
}

function takeUnchained(activations: number): number {
  let rest = 0;
  for (let i = 0; i < activations; i++) if (chained[i] === 0) left[rest++] = rhythmTimes[i];
  return rest;
}
