// A poll read the tables at one moment: all that it saw, and all that it ought to have seen and did not, bound that moment together.

import type { OffsetRange } from './offset-sweep.ts';
import type { PollBound } from './polled-pairs.ts';
import type { PollHole } from './unseen-flows.ts';

/** Where the offset of one poll, its reading delay taken off, may lie: between each even edge and the next, µs, ascending. */
export interface PollMoment {
  readonly edges: readonly number[];
  /** The same where sockets were gone before the last packets of their flows; absent where nothing rests on an end. */
  readonly looseEdges: readonly number[] | undefined;
  readonly hasHoles: boolean;
}

/** An app that closes first waits for the other side without a socket that every tool lists: as long as an answer takes. */
const GONE_BEFORE_US = 300_000;

interface Bounded {
  low: number;
  high: number;
  /** `high` where ends are loose. */
  looseHigh: number;
  readonly holes: OffsetRange[];
}

/** One a poll, the offset's growth by `slope` from `atUs` taken off. Polls that contradict themselves keep their bounds apart. */
export function pollMoments(
  bounds: readonly PollBound[],
  holes: readonly PollHole[],
  slope: number,
  atUs: number,
): PollMoment[] {
  const byPoll = new Map<number, Bounded>();
  const apart: Bounded[] = [];
  for (const { pollUs, low, high, byEnd } of bounds) {
    const shift = slope * (pollUs - atUs);
    const looseHigh = high - shift + (byEnd ? GONE_BEFORE_US : 0);
    const bound = { low: low - shift, high: high - shift, looseHigh, holes: [] };
    const known = byPoll.get(pollUs);
    if (known === undefined) byPoll.set(pollUs, bound);
    else if (Math.max(known.low, bound.low) > Math.min(known.high, bound.high)) apart.push(bound);
    else {
      known.low = Math.max(known.low, bound.low);
      known.high = Math.min(known.high, bound.high);
      known.looseHigh = Math.min(known.looseHigh, looseHigh);
    }
  }
  for (const { pollUs, low, high } of holes) {
    const shift = slope * (pollUs - atUs);
    const hole = { low: low - shift, high: high - shift };
    const known = byPoll.get(pollUs);
    if (known !== undefined) known.holes.push(hole);
    else byPoll.set(pollUs, { low: -UNBOUNDED, high: UNBOUNDED, looseHigh: UNBOUNDED, holes: [hole] });
  }
  return [...byPoll.values(), ...apart].map(moment);
}

const UNBOUNDED = Number.POSITIVE_INFINITY;

function moment({ low, high, looseHigh, holes }: Bounded): PollMoment {
  const sorted = holes.sort((a, b) => a.low - b.low);
  const isLoose = looseHigh > high || holes.length > 0;
  const looseHoles = sorted.map((hole) => ({ ...hole, low: Math.min(hole.high, hole.low + GONE_BEFORE_US) }));
  return {
    edges: edgesOf(low, high, sorted),
    looseEdges: isLoose ? edgesOf(low, looseHigh, looseHoles) : undefined,
    hasHoles: holes.length > 0,
  };
}

function edgesOf(low: number, high: number, holes: readonly OffsetRange[]): number[] {
  const edges: number[] = [];
  let from = low;
  for (const hole of holes) {
    if (hole.low > from && from < high) edges.push(from, Math.min(high, hole.low));
    from = Math.max(from, hole.high);
  }
  if (from < high) edges.push(from, high);
  return edges;
}
