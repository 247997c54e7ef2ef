// Puts TCP payload in order (RFC 9293 §3.4 sequence arithmetic): retransmissions and overlaps are cut off, early segments held, holes declared.
// Invariant: what is held is bounded per direction and in total; a hole that will not fill is counted and passed over.

import { type FlowColumns, SideFlag } from './flow-columns.ts';
import type { PayloadLog } from './payload-log.ts';
import { addHistory, HistoryEvent } from './tcp-history.ts';

const MAX_HELD_SEGMENTS = 32;
const MAX_HELD_DIRECTIONS = 8192;
/** A jump beyond this is no reordering (the largest scaled window is 1 GiB, RFC 7323; real ones stay far below). */
const MAX_JUMP = 1 << 26;

interface HeldSegment {
  sequence: number;
  timeUs: number;
  /** Captured bytes, copied. */
  bytes: Uint8Array;
  length: number;
  push: boolean;
}

export class TcpAssembly {
  /** Retransmitted or overlapping payload bytes that were cut off. */
  retransmittedBytes = 0;
  readonly #payload: PayloadLog;
  readonly #held = new Map<number, HeldSegment[]>();

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
    } else if (ahead < 0) {
      this.#overlap(c, row, side, -ahead, timeUs, bytes, start, captured, length, push);
    } else if (ahead > MAX_JUMP) {
      // Another connection's segment or a corrupt one: not counted as a hole of gigabytes.
      addHistory(c, row, side, HistoryEvent.inconsistent);
      return;
    } else {
      this.#hold(c, row, side, { sequence, timeUs, bytes: bytes.slice(start, start + captured), length, push });
      return;
    }
    if ((flags & SideFlag.held) !== 0) this.#drain(c, row, side, false);
  }

  /** The other side acknowledged up to `acknowledgment`: held bytes below it were received, so a hole before them will not fill. */
  acknowledged(c: FlowColumns, row: number, side: number, acknowledgment: number): void {
    const held = this.#held.get(row * 2 + side);
    const first = held?.[0];
    if (first !== undefined && ((acknowledgment - first.sequence) | 0) > 0) this.#drain(c, row, side, true);
  }

  /** Hands out what is held when a flow ends. */
  finish(c: FlowColumns, row: number): void {
    for (let side = 0; side < 2; side++) {
      while ((c.sideFlags2[row * 2 + side] & SideFlag.held) !== 0) this.#drain(c, row, side, true);
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
    addHistory(c, row, side, HistoryEvent.retransmission);
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

  #hold(c: FlowColumns, row: number, side: number, segment: HeldSegment): void {
    const cell = row * 2 + side;
    let held = this.#held.get(cell);
    if (held === undefined) {
      if (this.#held.size >= MAX_HELD_DIRECTIONS) {
        this.#pass(c, row, side, segment);
        return;
      }
      held = [];
      this.#held.set(cell, held);
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.held;
    }
    let at = held.length;
    while (at > 0 && ((held[at - 1].sequence - segment.sequence) | 0) > 0) at--;
    held.splice(at, 0, segment);
    if (held.length > MAX_HELD_SEGMENTS) this.#drain(c, row, side, true);
  }

  /** Hands out held segments that now fit; `force` first declares the hole before the earliest. */
  #drain(c: FlowColumns, row: number, side: number, force: boolean): void {
    const cell = row * 2 + side;
    const held = this.#held.get(cell);
    if (held === undefined) return;
    let forced = force;
    while (held.length > 0) {
      const first = held[0];
      const ahead = (first.sequence - c.nextSequence2[cell]) | 0;
      if (ahead > 0 && !forced) return;
      held.shift();
      forced = false;
      this.#pass(c, row, side, first);
    }
    this.#held.delete(cell);
    c.sideFlags2[cell] = c.sideFlags2[cell] & ~SideFlag.held;
  }

  /** Hands out one segment, over a hole where there is one. */
  #pass(c: FlowColumns, row: number, side: number, segment: HeldSegment): void {
    const cell = row * 2 + side;
    const ahead = (segment.sequence - c.nextSequence2[cell]) | 0;
    if (ahead > 0) {
      this.#payload.hole(c, row, side, ahead);
      addHistory(c, row, side, HistoryEvent.gap);
      c.nextSequence2[cell] = segment.sequence;
    }
    const { bytes, length, timeUs, push } = segment;
    if (ahead < 0) this.#overlap(c, row, side, -ahead, timeUs, bytes, 0, bytes.length, length, push);
    else {
      this.#payload.stream(c, row, side, timeUs, bytes, 0, bytes.length, length, push);
      c.nextSequence2[cell] = (segment.sequence + length) | 0;
    }
  }
}
