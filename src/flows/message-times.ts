// When the originator of a long flow wrote: keep-alives, pushes and heartbeats are rhythms inside one connection. Few flows are long, so the
// times of a batch stand in one column. Invariant: at most `MESSAGE_LOG_CAP` times a flow, and a cap for all flows, whose cost is counted.

import { grown } from '../base/columns.ts';
import { type FinishedFlow, MESSAGE_LOG_CAP } from './finished-flow.ts';

/** A flow shorter than this, or with fewer messages, has no rhythm of its own. */
const MIN_FLOW_US = 5e6;
const MIN_MESSAGES = 5;
/** Messages nearer than this belong together: the first counts. */
const APART_US = 1e6;
/** Of all flows of a shard: 32 MiB. */
const MAX_TIMES = 1 << 22;

export interface MessageTimes {
  /** Where a row's times begin, and how many there are; 0 for most. */
  at: Uint32Array;
  count: Uint16Array;
  /** µs. */
  values: Float64Array;
  used: number;
}

export function createMessageTimes(rows: number): MessageTimes {
  return { at: new Uint32Array(rows), count: new Uint16Array(rows), values: new Float64Array(0), used: 0 };
}

/** How many times may still be kept, and how many flows were left out because of that. */
export class MessageTimesBudget {
  left = MAX_TIMES;
  /** Flows whose times the cap left out. */
  refused = 0;
}

/** Keeps the times of a flow's messages, those close together once. A row is written once. */
export function keepMessageTimes(
  times: MessageTimes,
  row: number,
  flow: FinishedFlow,
  budget: MessageTimesBudget,
): void {
  const { messages } = flow;
  if (messages.count < MIN_MESSAGES || flow.endUs - flow.startUs < MIN_FLOW_US) return;
  if (budget.left < MESSAGE_LOG_CAP) {
    budget.refused++;
    return;
  }
  if (times.used + MESSAGE_LOG_CAP > times.values.length) {
    times.values = grown(times.values, Math.max(4 * MESSAGE_LOG_CAP, times.values.length * 2));
  }
  const from = times.used;
  let used = from;
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] !== 1) continue;
    const timeUs = messages.timeUs[i];
    // A clock that stepped back starts anew.
    if (timeUs - previous >= APART_US || timeUs < previous) times.values[used++] = timeUs;
    previous = timeUs;
  }
  if (used - from < MIN_MESSAGES) return;
  times.at[row] = from;
  times.count[row] = used - from;
  times.used = used;
  budget.left -= used - from;
}

/** A view of the row's times in µs; undefined for a flow without. */
export function messageTimesOf(times: MessageTimes, row: number): Float64Array | undefined {
  const count = times.count[row];
  return count === 0 ? undefined : times.values.subarray(times.at[row], times.at[row] + count);
}
