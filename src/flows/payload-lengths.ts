// Running sums over the payload lengths of all packets of a flow, zero lengths included: enough for means, moments and steps, nothing kept per packet.

import type { PayloadLengthStatistics } from './finished-flow.ts';
import { type FlowColumns, LENGTH_CELLS } from './flow-columns.ts';

/** The LENGTH_CELLS cells of lengthSums. */
const Cell = {
  sum: 0,
  squares: 1,
  cubes: 2,
  fourths: 3,
  timeMs: 4,
  absoluteStep: 5,
  absoluteDeviation: 6,
  minGapMs: 7,
  maxGapMs: 8,
  absoluteGapDeviationMs: 9,
  lastTimeMs: 10,
} as const;

/** `timeMs` is relative to the flow's start. */
export function countPayloadLength(c: FlowColumns, row: number, length: number, timeMs: number): void {
  const at = row * LENGTH_CELLS;
  const s = c.lengthSums;
  const count = c.lengthCount[row];
  if (count === 0) {
    c.lengthMin[row] = length;
    c.lengthMax[row] = length;
    s[at + Cell.lastTimeMs] = timeMs;
  } else {
    countGap(s, at, count, timeMs);
    const before = s[at + Cell.sum] / count;
    s[at + Cell.absoluteDeviation] = s[at + Cell.absoluteDeviation] + Math.abs(length - before);
    const last = c.lengthLast[row];
    if (length !== last) {
      s[at + Cell.absoluteStep] = s[at + Cell.absoluteStep] + Math.abs(length - last);
      c.lengthSwitches[row] = c.lengthSwitches[row] + 1;
    }
    if (length < c.lengthMin[row]) c.lengthMin[row] = length;
    if (length > c.lengthMax[row]) c.lengthMax[row] = length;
  }
  if (length > 0) {
    const squared = length * length;
    s[at + Cell.sum] = s[at + Cell.sum] + length;
    s[at + Cell.squares] = s[at + Cell.squares] + squared;
    s[at + Cell.cubes] = s[at + Cell.cubes] + squared * length;
    s[at + Cell.fourths] = s[at + Cell.fourths] + squared * squared;
  }
  s[at + Cell.timeMs] = s[at + Cell.timeMs] + timeMs;
  c.lengthLast[row] = length;
  c.lengthCount[row] = count + 1;
}

export function readPayloadLengths(c: FlowColumns, row: number, out: PayloadLengthStatistics): void {
  const at = row * LENGTH_CELLS;
  const s = c.lengthSums;
  out.count = c.lengthCount[row];
  out.sum = s[at + Cell.sum];
  out.sumSquares = s[at + Cell.squares];
  out.sumCubes = s[at + Cell.cubes];
  out.sumFourths = s[at + Cell.fourths];
  out.sumTimeMs = s[at + Cell.timeMs];
  out.sumAbsoluteStep = s[at + Cell.absoluteStep];
  out.sumAbsoluteDeviation = s[at + Cell.absoluteDeviation];
  out.minGapMs = s[at + Cell.minGapMs];
  out.maxGapMs = s[at + Cell.maxGapMs];
  out.sumAbsoluteGapDeviationMs = s[at + Cell.absoluteGapDeviationMs];
  out.min = c.lengthMin[row];
  out.max = c.lengthMax[row];
  out.switches = c.lengthSwitches[row];
}

/** `count` packets came before this one: the mean of the gaps up to here is the time since the start over `count`. */
function countGap(s: Float64Array, at: number, count: number, timeMs: number): void {
  const gap = Math.max(0, timeMs - s[at + Cell.lastTimeMs]);
  if (count === 1 || gap < s[at + Cell.minGapMs]) s[at + Cell.minGapMs] = gap;
  if (gap > s[at + Cell.maxGapMs]) s[at + Cell.maxGapMs] = gap;
  s[at + Cell.absoluteGapDeviationMs] = s[at + Cell.absoluteGapDeviationMs] + Math.abs(timeMs / count - gap);
  s[at + Cell.lastTimeMs] = timeMs;
}
