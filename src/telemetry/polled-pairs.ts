// What polls say of a clock, flow by flow: the poll that first saw a socket read the tables after its SYN, the one before read them before;
// likewise for its end. Interval censoring: each change bounds the offset from both sides, by the times of two polls.

import type { AttributableFlow } from './attribution.ts';
import type { OffsetRange } from './offset-sweep.ts';
import { MAX_SLACK_US } from './snapshot-merger.ts';
import type { SocketIndex } from './socket-index.ts';
import type { UnseenFlows } from './unseen-flows.ts';

/** A poll is stamped before it reads the tables: a change that it saw may be later than the stamp by this. */
export const POLL_TOLERANCE_US = 100_000;
/** Ticks of the kernel, and the moment between a packet and what the tables say of it. */
const EARLY_US = 10_000;

/** An opening or a closing: offsets (log minus capture, µs) at which both polls are right. */
export interface PolledChange extends OffsetRange {
  /** Log time of the poll that saw it. */
  readonly pollUs: number;
}

/** What one poll says by itself: with its reading delay taken off the offset, the rest lies above `low` and below `high`. */
export interface PollBound extends OffsetRange {
  readonly pollUs: number;
  /** True where `high` rests on a flow's last packet: its socket may have been gone before. */
  readonly byEnd?: boolean | undefined;
}

export interface PolledPairs {
  readonly changes: PolledChange[];
  readonly bounds: PollBound[];
  /** Ends dated by what is left of TIME_WAIT, against the last packet. */
  readonly endings: { readonly logUs: number; readonly offsetUs: number }[];
  /** Connections without any row; absent where polls do not tell of all sockets. */
  readonly unseen?: UnseenFlows | undefined;
}

/** `row`: a polled one whose tuple has `flow` alone. */
export function addPolled(row: number, flow: AttributableFlow, index: SocketIndex, pairs: PolledPairs): void {
  const { columns } = index;
  const closing = index.log.closings.of(row);
  const first = columns.startUs[row];
  const before = columns.beforeUs[row];
  const overAtFirst = closing !== undefined && closing.aliveUs === undefined;
  // Only where the end was seen does the last packet say when the socket closed. Without a poll before, the first sight bounds nothing.
  if (flow.synSeen && flow.local !== 'resp' && before > 0 && before < MAX_SLACK_US) {
    if (!overAtFirst || flow.ended === true) {
      const seenFrom = overAtFirst ? flow.endUs : flow.startUs;
      const later = { afterUs: first, eventUs: seenFrom, byEnd: overAtFirst };
      addChange(pairs, { beforeUs: first - before, eventUs: flow.startUs }, later);
    }
  }
  if (flow.ended !== true) return;
  const last = closing?.aliveUs ?? (overAtFirst ? undefined : columns.endUs[row]);
  const after = columns.afterUs[row];
  const over = closing?.overUs ?? (after > 0 && after < MAX_SLACK_US ? columns.endUs[row] + after : undefined);
  if (last !== undefined && over !== undefined)
    addChange(pairs, { beforeUs: last, eventUs: flow.endUs }, { afterUs: over, eventUs: flow.endUs, byEnd: true });
  if (closing !== undefined && closing.endedUs.length > 0) {
    const sorted = [...closing.endedUs].sort((a, b) => a - b);
    const endedUs = sorted[sorted.length >> 1];
    pairs.endings.push({ logUs: endedUs, offsetUs: endedUs - flow.endUs });
  }
}

/** The poll at `beforeUs` was before its event, that at `afterUs` was after its own. */
function addChange(
  pairs: PolledPairs,
  earlier: { readonly beforeUs: number; readonly eventUs: number },
  later: { readonly afterUs: number; readonly eventUs: number; readonly byEnd: boolean },
): void {
  const low = earlier.beforeUs - earlier.eventUs;
  const high = later.afterUs - later.eventUs;
  pairs.changes.push({ pollUs: later.afterUs, low: low - EARLY_US, high: Math.max(low, high) + POLL_TOLERANCE_US });
  pairs.bounds.push({ pollUs: earlier.beforeUs, low, high: Number.POSITIVE_INFINITY });
  const { byEnd } = later;
  pairs.bounds.push({ pollUs: later.afterUs, low: Number.NEGATIVE_INFINITY, high, ...(byEnd ? { byEnd } : {}) });
}
