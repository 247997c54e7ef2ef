// The stretches of one direction on which a length-prefix walk must land: messages, or turns (what one side sends before the other answers).
// A protocol that writes its header and its body apart shows its frames only in turns; one that pushes without being answered only in messages.

import type { FinishedFlow } from '../flows/finished-flow.ts';

/** Stretches beyond this many add no certainty. */
export const FRAMING_UNIT_CAP = 32;

/** One reused list of stretches: where each begins in the direction's prefix and how long it is. */
export interface FramingUnits {
  count: number;
  readonly offset: Uint32Array;
  readonly bytes: Uint32Array;
}

export function createFramingUnits(): FramingUnits {
  return { count: 0, offset: new Uint32Array(FRAMING_UNIT_CAP), bytes: new Uint32Array(FRAMING_UNIT_CAP) };
}

/** Fills `units` with the direction's messages; returns true when joining them into turns would give another list. */
export function takeMessages(flow: FinishedFlow, fromOriginator: number, units: FramingUnits): boolean {
  const log = flow.messages;
  const prefixBytes = (fromOriginator === 1 ? flow.orig : flow.resp).prefix.length;
  let adjacent = false;
  let previous = -1;
  units.count = 0;
  for (let i = 0; i < log.count && units.count < FRAMING_UNIT_CAP; i++) {
    const same = log.fromOriginator[i] === fromOriginator;
    if (same && log.bytes[i] > 0) {
      if (log.prefixOffset[i] >= prefixBytes) break;
      if (previous === fromOriginator) adjacent = true;
      units.offset[units.count] = log.prefixOffset[i];
      units.bytes[units.count] = log.bytes[i];
      units.count++;
    }
    previous = log.fromOriginator[i];
  }
  return adjacent && flow.protocol === 6;
}

/** Fills `units` with the direction's turns. */
export function takeTurns(flow: FinishedFlow, fromOriginator: number, units: FramingUnits): void {
  const log = flow.messages;
  const prefixBytes = (fromOriginator === 1 ? flow.orig : flow.resp).prefix.length;
  let previous = -1;
  units.count = 0;
  for (let i = 0; i < log.count; i++) {
    const same = log.fromOriginator[i] === fromOriginator;
    if (same && log.bytes[i] > 0) {
      if (previous === fromOriginator && units.count > 0) {
        units.bytes[units.count - 1] += log.bytes[i];
      } else {
        if (log.prefixOffset[i] >= prefixBytes || units.count === FRAMING_UNIT_CAP) break;
        units.offset[units.count] = log.prefixOffset[i];
        units.bytes[units.count] = log.bytes[i];
        units.count++;
      }
    }
    previous = log.fromOriginator[i];
  }
  // The log was cut inside the last turn: its end is unknown.
  if (log.total > log.count && units.count > 0) units.count--;
}

/** True when at least two stretches differ in length: repeated lengths cannot prove a length field. */
export function hasDistinctLengths(units: FramingUnits): boolean {
  for (let i = 1; i < units.count; i++) if (units.bytes[i] !== units.bytes[0]) return true;
  return false;
}
