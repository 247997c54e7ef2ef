// How likely an offset is, given what each poll saw. A poll reads the tables some time after its stamp: mostly at once, now and then much later
// (a busy machine), so the delay is a mixture of two asymmetric Laplace distributions, whose scale is unknown and summed out. Flat prior.

import { type PollMoment, pollMoments } from './poll-moments.ts';
import type { PolledPairs } from './polled-pairs.ts';
import type { PollHole } from './unseen-flows.ts';

export interface OffsetEstimate {
  /** Median of the posterior. */
  readonly offsetUs: number;
  /** 2.5 and 97.5 % of it. */
  readonly lowUs: number;
  readonly highUs: number;
  /** Logarithm of the best likelihood. */
  readonly logLikelihood: number;
}

/** Scales of the delay: from a poller in one process on an idle machine to one that starts a program for each table on a busy one. */
const DELAYS_US = [1e3, 3e3, 1e4, 3e4, 1e5];
/** On the other side of zero: the kernel's ticks, and the moment between a packet and what the tables say of it. */
const EARLY_US = 2e3;
/** One poll in ten is late, by eight times as much. */
const LATE_SHARE = 0.1;
const LATE_FACTOR = 8;
/** A row that is not the flow's, a table read while it changed. */
const STRAY_SHARE = 0.01;
/** A socket that was open and yet not listed: another name space, a table that was not read. */
const UNLISTED_SHARE = 0.05;
/** Connections whose socket was gone before their last packet. */
const LOOSE_SHARE = 0.15;
/** An ending is dated by ticks of 10 ms that are cut off, plus a tick of the kernel on each side. */
const ENDING_CUT_US = 5e3;
const ENDING_SCATTER_US = 8e3;
/** The minute of another kernel, a packet after the end: then an ending says nothing, anywhere within ten seconds. */
const ENDING_STRAY_SHARE = 0.05;
const ENDING_STRAY_US = 1e7;
const GRID = 120;
const MAX_BOUNDS = 3_000;
/** Scales beyond which an exponential is as good as zero. */
const FAR = 30;
/** Rounds that narrow the grid to where the posterior is. */
const ROUNDS = 3;

/** The posterior within `fromUs … toUs`, where the offset at `atUs` grows by `slope`. `holes`: what the polls would have seen. */
export function estimateOffset(
  { bounds, endings }: Pick<PolledPairs, 'bounds' | 'endings'>,
  fromUs: number,
  toUs: number,
  slope: number,
  atUs: number,
  holes: readonly PollHole[] = [],
): OffsetEstimate {
  const polls = pollMoments(thinned(bounds), holes, slope, atUs);
  const ends = thinned(endings).map(({ logUs, offsetUs }) => offsetUs - slope * (logUs - atUs) + ENDING_CUT_US);
  let from = fromUs;
  let to = toUs;
  let estimate: OffsetEstimate | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const grid = Float64Array.from({ length: GRID + 1 }, (_, i) => from + ((to - from) * i) / GRID);
    const { weights, best } = posterior(grid, polls, ends);
    estimate = { ...quantiles(grid, weights), logLikelihood: best };
    const step = (to - from) / GRID;
    const width = Math.max(estimate.highUs - estimate.lowUs, 2 * step);
    from = Math.max(fromUs, estimate.lowUs - width);
    to = Math.min(toUs, estimate.highUs + width);
    if (step < 500) break;
  }
  return estimate as OffsetEstimate;
}

function thinned<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MAX_BOUNDS) return items;
  const step = items.length / MAX_BOUNDS;
  return Array.from({ length: MAX_BOUNDS }, (_, i) => items[Math.floor(i * step)]);
}

function posterior(
  grid: Float64Array,
  polls: readonly PollMoment[],
  ends: readonly number[],
): { weights: Float64Array; best: number } {
  const logs = DELAYS_US.map((delayUs) => grid.map((offsetUs) => logLikelihood(offsetUs, polls, ends, delayUs)));
  const best = Math.max(...logs.map((row) => row.reduce((most, value) => Math.max(most, value))));
  const weights = new Float64Array(grid.length);
  for (const row of logs)
    row.forEach((value, i) => {
      weights[i] += Math.exp(value - best);
    });
  return { weights, best };
}

function logLikelihood(
  offsetUs: number,
  polls: readonly PollMoment[],
  ends: readonly number[],
  delayUs: number,
): number {
  let sum = 0;
  for (const { edges, looseEdges, hasHoles } of polls) {
    let within = withinEdges(offsetUs, edges, delayUs);
    if (looseEdges !== undefined) within += LOOSE_SHARE * (withinEdges(offsetUs, looseEdges, delayUs) - within);
    const stray = hasHoles ? UNLISTED_SHARE : STRAY_SHARE;
    sum += Math.log(stray + (1 - stray) * Math.max(0, within));
  }
  for (const end of ends) {
    const z = (offsetUs - end) / ENDING_SCATTER_US;
    const density = Math.exp(-0.5 * z * z) / (ENDING_SCATTER_US * Math.sqrt(2 * Math.PI));
    sum += Math.log(ENDING_STRAY_SHARE / ENDING_STRAY_US + (1 - ENDING_STRAY_SHARE) * density);
  }
  return sum;
}

/** The delay is offset minus what is left of it, which lies between an even edge and the next. */
function withinEdges(offsetUs: number, edges: readonly number[], delayUs: number): number {
  let within = 0;
  for (let i = 0; i < edges.length; i += 2)
    within += delayed(offsetUs - edges[i], delayUs) - delayed(offsetUs - edges[i + 1], delayUs);
  return within;
}

/** P(delay ≤ x). */
function delayed(x: number, delayUs: number): number {
  return (1 - LATE_SHARE) * laplace(x, delayUs) + LATE_SHARE * laplace(x, LATE_FACTOR * delayUs);
}

function laplace(x: number, rightUs: number): number {
  if (x > FAR * rightUs) return 1;
  if (x < -FAR * EARLY_US) return 0;
  const total = EARLY_US + rightUs;
  return x < 0 ? (EARLY_US / total) * Math.exp(x / EARLY_US) : 1 - (rightUs / total) * Math.exp(-x / rightUs);
}

function quantiles(grid: Float64Array, weights: Float64Array): Omit<OffsetEstimate, 'logLikelihood'> {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = (share: number): number => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i];
      if (sum >= share * total) return grid[i];
    }
    return grid[grid.length - 1];
  };
  return { offsetUs: at(0.5), lowUs: at(0.025), highUs: at(0.975) };
}
