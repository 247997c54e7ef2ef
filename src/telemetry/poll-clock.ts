// The clock of a polled log: where most changes of sockets agree (a sweep, exact and robust) the likelihood is looked at closely. Over longer
// spans the same for a clock that drifts, if that explains clearly more. Interval-censored maximum likelihood; see poll-likelihood.ts.

import { bestRegion, highestCount, type OffsetRegion, sweepOffsets } from './offset-sweep.ts';
import { estimateOffset, type OffsetEstimate } from './poll-likelihood.ts';
import { POLL_TOLERANCE_US, type PolledChange, type PolledPairs } from './polled-pairs.ts';
import { contradictions, pollHoles } from './unseen-flows.ts';

export interface PollClock extends OffsetEstimate {
  /** Log time at which the offset holds. */
  readonly atUs: number;
  /** Growth of the offset, µs per µs; 0: none was found. */
  readonly slope: number;
  /** Regions of the sweep, for what else an offset could be; without the drift. */
  readonly regions: readonly OffsetRegion[];
  readonly best: OffsetRegion;
}

/** Beyond what a broken clock does. */
const MAX_SLOPE = 400e-6;
/** Sockets that a log of all sockets may lack, as a share of the changes that it shows. */
const UNLISTED_SHARE = 0.05;
const DRIFT_CHANGES = 20;
const DRIFT_SPAN_US = 600e6;
const MAX_SLOPES = 600;
const MAX_SWEPT = 600;
/** What a drift must gain in logarithm of the likelihood: chance gains that much once in a million (χ² of one degree). */
const DRIFT_GAIN = 12;
const CANDIDATES = 3;
/** A slope is found to where the ends of the span move by less. */
const SLOPE_US = 4e3;

/** Undefined where no offset satisfies half of the changes, or there are fewer than `minChanges`. */
export function pollClock(pairs: PolledPairs, minChanges: number): PollClock | undefined {
  const { changes } = pairs;
  if (changes.length < minChanges) return undefined;
  const firstUs = changes.reduce((least, { pollUs }) => Math.min(least, pollUs), Number.POSITIVE_INFINITY);
  const lastUs = changes.reduce((most, { pollUs }) => Math.max(most, pollUs), Number.NEGATIVE_INFINITY);
  const atUs = (firstUs + lastUs) / 2;
  const enough = Math.max(minChanges, changes.length / 2);
  const flat = clockAt(pairs, 0, atUs);
  const usable = flat !== undefined && flat.best.count >= enough ? flat : undefined;
  if (changes.length < DRIFT_CHANGES || lastUs - firstUs < DRIFT_SPAN_US) return usable;
  const fewer = { ...pairs, changes: every(changes, MAX_SWEPT), bounds: every(pairs.bounds, 2 * MAX_SWEPT) };
  const slope = bestSlope(fewer, atUs, lastUs - firstUs);
  const drifting = slope === undefined ? undefined : clockAt(pairs, slope, atUs);
  if (drifting === undefined || drifting.best.count < enough) return usable;
  return usable === undefined || drifting.logLikelihood > usable.logLikelihood + DRIFT_GAIN ? drifting : usable;
}

/** A slope is as good as the changes that it brings together; among the best ones the likelihood decides, and then in ever smaller steps. */
function bestSlope(pairs: PolledPairs, atUs: number, spanUs: number): number | undefined {
  let step = Math.max((2 * MAX_SLOPE) / MAX_SLOPES, POLL_TOLERANCE_US / spanUs);
  const counts: { slope: number; count: number }[] = [];
  for (let slope = -MAX_SLOPE; slope <= MAX_SLOPE; slope += step)
    counts.push({ slope, count: highestCount(shifted(pairs.changes, slope, atUs)) });
  counts.sort((a, b) => b.count - a.count || Math.abs(a.slope) - Math.abs(b.slope));
  let best = bestOf(counts.slice(0, CANDIDATES).map(({ slope }) => clockAt(pairs, slope, atUs)));
  while (best !== undefined && step * spanUs > SLOPE_US) {
    step /= 2;
    best = bestOf([best, clockAt(pairs, best.slope - step, atUs), clockAt(pairs, best.slope + step, atUs)]);
  }
  return best?.slope;
}

function bestOf(clocks: readonly (PollClock | undefined)[]): PollClock | undefined {
  let best: PollClock | undefined;
  for (const clock of clocks)
    if (clock !== undefined && (best === undefined || clock.logLikelihood > best.logLikelihood)) best = clock;
  return best;
}

/** What is known of a clock of the given slope; undefined without changes. */
export function clockAt(pairs: PolledPairs, slope: number, atUs: number): PollClock | undefined {
  const regions = sweepOffsets(shifted(pairs.changes, slope, atUs));
  const best = bestRegion(regions);
  if (best === undefined) return undefined;
  return { ...estimateWithin(pairs, best, slope, atUs), atUs, slope, regions, best };
}

/** By what was not seen as well, as long as the log seems to list all sockets. */
function estimateWithin(pairs: PolledPairs, best: OffsetRegion, slope: number, atUs: number): OffsetEstimate {
  const [low, high] = [best.low - POLL_TOLERANCE_US, best.high + POLL_TOLERANCE_US];
  const holes = pairs.unseen === undefined ? [] : pollHoles(pairs.unseen, low, high, slope, atUs);
  const estimate = estimateOffset(pairs, low, high, slope, atUs, holes);
  if (contradictions(holes, estimate.offsetUs, slope, atUs) <= UNLISTED_SHARE * pairs.changes.length) return estimate;
  return estimateOffset(pairs, low, high, slope, atUs);
}

function shifted(changes: readonly PolledChange[], slope: number, atUs: number): PolledChange[] {
  if (slope === 0) return [...changes];
  return changes.map(({ pollUs, low, high }) => {
    const shift = slope * (pollUs - atUs);
    return { pollUs, low: low - shift, high: high - shift };
  });
}

function every<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = items.length / most;
  return Array.from({ length: most }, (_, i) => items[Math.floor(i * step)]);
}
