// What polls did not see says when they were not: a connection without any row began and ended between two readings of the tables, so no poll
// read them while it lasted. Of a slow poller most connections are such, and they narrow the offset where the few that it saw leave it open.

import type { AttributableFlow } from './attribution.ts';
import type { OffsetRange } from './offset-sweep.ts';

export interface UnseenFlows {
  /** Stamps of all polls of the log, ascending. */
  readonly pollTimesUs: readonly number[];
  readonly flows: readonly Pick<AttributableFlow, 'startUs' | 'endUs'>[];
}

/** Offsets, with a poll's reading delay taken off, at which the poll would have seen a flow that it did not see. */
export interface PollHole extends OffsetRange {
  readonly pollUs: number;
}

/** More say nothing new. */
const MAX_HOLES = 3_000;
/** A poll that read the tables this far inside a flow would have seen it, late or not. */
const INSIDE_US = 100_000;

/** True of a flow that a poll of all sockets must show while it lasts: a TCP connection from the device, seen from its SYN to its end. */
export function isWhole(flow: AttributableFlow): boolean {
  return flow.transport === 'tcp' && flow.synSeen && flow.local !== 'resp' && flow.ended === true;
}

/** Holes that reach into `fromUs … toUs`, offsets at `atUs` that grow by `slope`; they are not moved by it. */
export function pollHoles(unseen: UnseenFlows, fromUs: number, toUs: number, slope: number, atUs: number): PollHole[] {
  const { pollTimesUs, flows } = unseen;
  const holes: PollHole[] = [];
  for (const { startUs, endUs } of flows) {
    const grownUs = slope * (startUs - atUs);
    const lastUs = endUs + toUs + grownUs;
    for (let i = firstAfter(pollTimesUs, startUs + fromUs + grownUs); pollTimesUs[i] < lastUs; i++) {
      if (holes.length >= MAX_HOLES) return holes;
      holes.push({ pollUs: pollTimesUs[i], low: pollTimesUs[i] - endUs, high: pollTimesUs[i] - startUs });
    }
  }
  return holes;
}

/** Holes that an offset lies deep inside: flows that a poll ought to have shown. Many of them, and the log does not list all sockets. */
export function contradictions(holes: readonly PollHole[], offsetUs: number, slope: number, atUs: number): number {
  return holes.filter(({ pollUs, low, high }) => {
    const us = offsetUs + slope * (pollUs - atUs);
    return low + INSIDE_US < us && us < high - INSIDE_US;
  }).length;
}

function firstAfter(sorted: readonly number[], us: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= us) low = middle + 1;
    else high = middle;
  }
  return low;
}
