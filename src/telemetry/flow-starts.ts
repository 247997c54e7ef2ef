// How many flows to a remote endpoint begin around a moment: a connect event without a local port stands for one of them, but which?

import type { AttributableFlow } from './attribution.ts';
import { FlowTuple, localSides } from './flow-tuple.ts';
import type { SocketIndex } from './socket-index.ts';

export class FlowStarts {
  readonly #starts = new Map<number, number[]>();

  /** Remembers the start of every flow to an endpoint that some row names. */
  constructor(flows: readonly AttributableFlow[], index: SocketIndex) {
    const tuple = new FlowTuple(index);
    for (const flow of flows) {
      if (!tuple.set(flow, localSides(flow)[0])) continue;
      const key = keyOf(tuple);
      const starts = this.#starts.get(key);
      if (starts === undefined) this.#starts.set(key, [flow.startUs]);
      else starts.push(flow.startUs);
    }
    for (const starts of this.#starts.values()) starts.sort((a, b) => a - b);
  }

  /** Flows to the remote endpoint of `tuple` that begin in `fromUs … toUs`. */
  count(tuple: FlowTuple, fromUs: number, toUs: number): number {
    const starts = this.#starts.get(keyOf(tuple)) ?? [];
    return above(starts, toUs) - above(starts, fromUs - 1);
  }
}

function keyOf(tuple: FlowTuple): number {
  return tuple.remoteIp * 65_536 + tuple.remotePort;
}

/** How many of the sorted values are at most `limit`. */
function above(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
