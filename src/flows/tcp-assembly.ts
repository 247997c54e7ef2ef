// Puts TCP payload in order (RFC 9293 §3.4 sequence arithmetic): retransmissions and overlaps are cut off, early segments held, holes declared.
// Invariant: what is held is bounded per direction and in total; a hole is declared when its bytes were acknowledged, when a bound is
// reached or when the flow ends, is counted, and passed over for good.

import { type FlowColumns, SideFlag } from './flow-columns.ts';
import type { PayloadLog } from './payload-log.ts';
import { addCountedHistory, HistoryEvent } from './tcp-history.ts';

/** Segments of a direction that wait for an earlier one: what a 50 Mbit/s path sends while a lost one takes 60 ms to come again. */
const MAX_HELD_SEGMENTS = 256;
/** Segments and captured bytes that wait in a shard. */
const MAX_HELD = 65_536;
const MAX_HELD_BYTES = 32 << 20;
/** The largest window, RFC 7323 §2.3: nothing further from what is expected can belong to the connection. */
const MAX_WINDOW = 1 << 30;
/** A jump beyond this is a hole of a capture (a lost piece) only if the other side acknowledged it; else it is a stray. */
const MAX_UNACKNOWLEDGED = 1 << 26;
const NOTHING = new Uint8Array(0);

interface HeldSegment {
  sequence: number;
  timeUs: number;
  /** Captured bytes, copied; empty where nobody would look at them. */
  bytes: Uint8Array;
  captured: number;
  length: number;
  push: boolean;
}

export class TcpAssembly {
  /** Retransmitted or overlapping payload bytes that were cut off. */
  retransmittedBytes = 0;
  /** Segments too far from the expected sequence number to belong to the connection. */
  strays = 0;
  /** Holes that were declared only because too much was held. */
  forcedHoles = 0;
  readonly #payload: PayloadLog;
  readonly #held = new Map<number, HeldSegment[]>();
  #heldSegments = 0;
  #heldBytes = 0;

  constructor(payload: PayloadLog) {
    this.#payload = payload;
  }

  /** A segment with payload. `sequence` is that of its first payload byte. */
  segment(
    c: FlowColumns,
    row: number,
    side: number,
    sequence: number,
    timeUs: number,
    bytes: Uint8Array,
    start: number,
    captured: number,
    length: number,
    push: boolean,
  ): void {
    const cell = row * 2 + side;
    const flags = c.sideFlags2[cell];
    if ((flags & SideFlag.sequenceKnown) === 0) {
      c.sideFlags2[cell] = flags | SideFlag.sequenceKnown;
      c.nextSequence2[cell] = sequence;
    }
    const ahead = (sequence - c.nextSequence2[cell]) | 0;
    if (ahead === 0) {
      this.#payload.stream(c, row, side, timeUs, bytes, start, captured, length, push);
      c.nextSequence2[cell] = (sequence + length) | 0;
    } else if (ahead > 0) {
      if (isStray(c, cell, sequence, ahead)) this.strays += 1;
      else this.#hold(c, row, side, sequence, timeUs, bytes, start, captured, length, push);
      return;
    } else if (ahead < -MAX_WINDOW) {
      this.strays += 1;
      return;
    } else {
      this.#overlap(c, row, side, -ahead, timeUs, bytes, start, captured, length, push);
    }
    if ((flags & SideFlag.held) !== 0) this.#drain(c, row, side);
  }

  /** The other side acknowledged up to `acknowledgment`: bytes below it were received, so a hole there will not fill. */
  acknowledged(c: FlowColumns, row: number, side: number, acknowledgment: number): void {
    const cell = row * 2 + side;
    let flags = c.sideFlags2[cell];
    if ((flags & SideFlag.cut) !== 0) {
      // Received by the other side, and not in the capture: a gap of the content like any other.
      flags &= ~SideFlag.cut;
      c.sideFlags2[cell] = flags;
      addCountedHistory(c, row, side, HistoryEvent.gap);
    }
    if ((flags & SideFlag.sequenceKnown) === 0 || ((acknowledgment - c.nextSequence2[cell]) | 0) <= 0) return;
    if ((flags & SideFlag.acked) === 0 || ((acknowledgment - c.acked2[cell]) | 0) > 0) {
      c.acked2[cell] = acknowledgment;
      c.sideFlags2[cell] = flags | SideFlag.acked;
    }
    if ((flags & SideFlag.held) === 0) return;
    const held = this.#held.get(cell);
    while (held !== undefined && held.length > 0 && ((acknowledgment - held[0].sequence) | 0) > 0) {
      this.#passHole(c, row, side, held[0]);
      this.#drain(c, row, side);
    }
  }

  /** Hands out what is held when a flow ends, and counts what was acknowledged but never captured. */
  finish(c: FlowColumns, row: number): void {
    for (let side = 0; side < 2; side++) {
      const cell = row * 2 + side;
      const held = (c.sideFlags2[cell] & SideFlag.held) !== 0 ? this.#held.get(cell) : undefined;
      while (held !== undefined && held.length > 0) {
        const jump = (held[0].sequence - c.nextSequence2[cell]) | 0;
        if (jump > MAX_UNACKNOWLEDGED) this.#discard(c, cell, held);
        else {
          this.#passHole(c, row, side, held[0]);
          this.#drain(c, row, side);
        }
      }
      if ((c.sideFlags2[cell] & SideFlag.acked) !== 0) this.#missedTail(c, row, side);
    }
  }

  #overlap(
    c: FlowColumns,
    row: number,
    side: number,
    behind: number,
    timeUs: number,
    bytes: Uint8Array,
    start: number,
    captured: number,
    length: number,
    push: boolean,
  ): void {
    if (behind >= length) {
      this.retransmittedBytes += length;
      return;
    }
    this.retransmittedBytes += behind;
    const kept = Math.max(0, captured - behind);
    this.#payload.stream(c, row, side, timeUs, bytes, start + behind, kept, length - behind, push);
    const cell = row * 2 + side;
    c.nextSequence2[cell] = (c.nextSequence2[cell] + length - behind) | 0;
  }

  #hold(
    c: FlowColumns,
    row: number,
    side: number,
    sequence: number,
    timeUs: number,
    bytes: Uint8Array,
    start: number,
    captured: number,
    length: number,
    push: boolean,
  ): void {
    const cell = row * 2 + side;
    const flags = c.sideFlags2[cell];
    let held = this.#held.get(cell);
    if (held === undefined) {
      held = [];
      this.#held.set(cell, held);
      c.sideFlags2[cell] = flags | SideFlag.held;
    }
    // Behind a closed prefix and a record walk that is over, lengths are enough.
    const isLookedAt =
      (flags & (SideFlag.prefixClosed | SideFlag.tlsDone)) !== (SideFlag.prefixClosed | SideFlag.tlsDone);
    const copy = isLookedAt ? bytes.slice(start, start + captured) : NOTHING;
    let at = held.length;
    while (at > 0 && ((held[at - 1].sequence - sequence) | 0) > 0) at--;
    held.splice(at, 0, { sequence, timeUs, bytes: copy, captured, length, push });
    this.#heldSegments += 1;
    this.#heldBytes += copy.length;
    while (held.length > 0 && (held.length > MAX_HELD_SEGMENTS || this.#isFull())) {
      this.forcedHoles += 1;
      this.#passHole(c, row, side, held[0]);
      this.#drain(c, row, side);
    }
  }

  #isFull(): boolean {
    return this.#heldSegments > MAX_HELD || this.#heldBytes > MAX_HELD_BYTES;
  }

  /** Hands out the held segments that fit by now. */
  #drain(c: FlowColumns, row: number, side: number): void {
    const cell = row * 2 + side;
    const held = this.#held.get(cell);
    if (held === undefined) return;
    let passed = 0;
    while (passed < held.length) {
      const segment = held[passed];
      const behind = (c.nextSequence2[cell] - segment.sequence) | 0;
      if (behind < 0) break;
      passed += 1;
      this.#heldSegments -= 1;
      this.#heldBytes -= segment.bytes.length;
      const { bytes, captured, length, push } = segment;
      // Not before the message that went out last: the log stays in order of time.
      const timeUs = Math.max(segment.timeUs, c.messageLastUs[row]);
      this.#overlap(c, row, side, behind, timeUs, bytes, 0, captured, length, push);
    }
    held.splice(0, passed);
    if (held.length === 0) this.#release(c, cell);
  }

  /** Declares the hole before a held segment. */
  #passHole(c: FlowColumns, row: number, side: number, segment: HeldSegment): void {
    const cell = row * 2 + side;
    const missing = (segment.sequence - c.nextSequence2[cell]) | 0;
    if (missing <= 0) return;
    this.#payload.hole(c, row, side, missing);
    addCountedHistory(c, row, side, HistoryEvent.gap);
    c.nextSequence2[cell] = segment.sequence;
  }

  /** Acknowledged, but not in the capture when the flow ended. A FIN takes one sequence number. */
  #missedTail(c: FlowColumns, row: number, side: number): void {
    const cell = row * 2 + side;
    const fin = (c.sideFlags2[cell] & SideFlag.fin) !== 0 ? 1 : 0;
    const missing = (c.acked2[cell] - c.nextSequence2[cell] - fin) | 0;
    if (missing <= 0 || missing > MAX_WINDOW) return;
    this.#payload.hole(c, row, side, missing);
    addCountedHistory(c, row, side, HistoryEvent.gap);
  }

  #discard(c: FlowColumns, cell: number, held: HeldSegment[]): void {
    this.strays += held.length;
    this.#heldSegments -= held.length;
    for (const segment of held) this.#heldBytes -= segment.bytes.length;
    held.length = 0;
    this.#release(c, cell);
  }

  #release(c: FlowColumns, cell: number): void {
    this.#held.delete(cell);
    c.sideFlags2[cell] = c.sideFlags2[cell] & ~SideFlag.held;
  }
}

/** Further ahead than a window from both what is expected and what the other side has acknowledged. */
function isStray(c: FlowColumns, cell: number, sequence: number, ahead: number): boolean {
  if (ahead <= MAX_WINDOW) return false;
  if ((c.sideFlags2[cell] & SideFlag.acked) === 0) return true;
  return Math.abs((sequence - c.acked2[cell]) | 0) > MAX_WINDOW;
}
