// Is a series of events periodic? A robust dispersion of the intervals against what irregular series of the same length show by chance.
// First version: it needs a mostly undisturbed rhythm, gives no p-value, and says "insufficient" rather than guess.

import { median, medianAbsoluteDeviation } from 'simple-statistics';
import type { PeriodicityRecord } from '../features/channel-record.ts';
import { significant } from '../features/feature-record.ts';
import { MAD_TO_SIGMA } from '../features/order-statistics.ts';
import { decimals } from './reason-text.ts';

/**
 * Largest 1.4826·MAD/median called periodic, by number of intervals: the 1 % quantile of 20,000 simulated renewal series with log-normal
 * intervals of σ_log 0.5, the most regular series that is not meant to count as a beacon; never above 0.15.
 */
const DISPERSION_BOUNDS: readonly (readonly [intervals: number, bound: number])[] = [
  [12, 0.15],
  [10, 0.13],
  [8, 0.1],
  [6, 0.075],
];
export const PERIODICITY_MIN_INTERVALS = 6;

/** An interval within this share of a multiple of the period is explained by it. */
const EXPLAINED_TOLERANCE = 0.2;
/** Events nearer than this belong to one activation: 5 % of the median interval, 1 s to 30 s. */
const COALESCE_SHARE = 0.05;
const COALESCE_MIN_S = 1;
const COALESCE_MAX_S = 30;

/** `startsUs`: times of events, ascending. */
export function judgePeriodicity(startsUs: readonly number[]): PeriodicityRecord {
  return judgeIntervals(activationIntervals(startsUs));
}

/** The same verdict from a flow's own statistics, where the single events are no longer known. */
export function judgeSummarisedIntervals(intervals: number, medianMs: number, madShare: number): PeriodicityRecord {
  if (intervals < PERIODICITY_MIN_INTERVALS) return insufficient(intervals);
  const bound = dispersionBound(intervals);
  const periodic = madShare <= bound;
  return {
    verdict: periodic ? 'periodic' : 'aperiodic',
    ...(periodic ? { period_s: significant(medianMs / 1000), jitter_share: significant(madShare) } : {}),
    periods_seen: intervals,
    reason: reasonFor('messages inside one flow', intervals, medianMs / 1000, madShare, bound),
  };
}

function judgeIntervals(intervals: readonly number[]): PeriodicityRecord {
  const count = intervals.length;
  if (count < PERIODICITY_MIN_INTERVALS) return insufficient(count);
  const values = [...intervals];
  const period = median(values);
  const spread = (MAD_TO_SIGMA * medianAbsoluteDeviation(values)) / period;
  const bound = dispersionBound(count);
  const reason = reasonFor('starts', count, period, spread, bound);
  if (spread > bound) return { verdict: 'aperiodic', periods_seen: count, reason };
  const multiples = values.map((value) => Math.max(1, Math.round(value / period)));
  const expected = multiples.reduce((sum, multiple) => sum + multiple, 0);
  const explained = values.filter(
    (value, i) => Math.abs(value - multiples[i] * period) <= EXPLAINED_TOLERANCE * period,
  ).length;
  return {
    verdict: 'periodic',
    period_s: significant(period),
    jitter_share: significant(spread),
    periods_seen: count,
    missed_share: significant(1 - count / expected),
    explained_share: significant(explained / count),
    reason,
  };
}

/** Seconds between activations: runs of events closer than the coalescing gap count once, at their first event. */
function activationIntervals(startsUs: readonly number[]): number[] {
  const raw: number[] = [];
  for (let i = 1; i < startsUs.length; i++) raw.push((startsUs[i] - startsUs[i - 1]) / 1e6);
  const apart = raw.filter((gap) => gap >= COALESCE_MIN_S);
  if (apart.length === 0) return [];
  const gap = Math.min(COALESCE_MAX_S, Math.max(COALESCE_MIN_S, COALESCE_SHARE * median(apart)));
  const intervals: number[] = [];
  let activation = startsUs[0];
  for (let i = 1; i < startsUs.length; i++) {
    if (startsUs[i] - startsUs[i - 1] < gap * 1e6) continue;
    intervals.push((startsUs[i] - activation) / 1e6);
    activation = startsUs[i];
  }
  return intervals;
}

function dispersionBound(intervals: number): number {
  return DISPERSION_BOUNDS.find(([least]) => intervals >= least)?.[1] ?? 0;
}

function insufficient(count: number): PeriodicityRecord {
  return {
    verdict: 'insufficient',
    periods_seen: count,
    reason: `${count} intervals between activations; ${PERIODICITY_MIN_INTERVALS} are needed to tell a rhythm from chance`,
  };
}

function reasonFor(what: string, count: number, period: number, spread: number, bound: number): string {
  const side = spread <= bound ? 'at or below' : 'above';
  return `${count} intervals between ${what}: median ${decimals(period, 3)} s, 1.4826·MAD/median ${decimals(spread, 3)}, ${side} the bound ${bound} for this many`;
}
