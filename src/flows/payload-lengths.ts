// Running sums over the payload lengths of all packets of a flow, zero lengths included: enough for means, moments and steps, nothing kept per packet.

import type { PayloadLengthStatistics } from './finished-flow.ts';
import type { FlowColumns } from './flow-columns.ts';

/** Cells of lengthSums a row. */
const CELLS = 6;

/** Call after the packet was counted in packets2. `timeMs` is relative to the flow's start. */
export function countPayloadLength(c: FlowColumns, row: number, length: number, timeMs: number): void {
  const at = row * CELLS;
  const sums = c.lengthSums;
  const squared = length * length;
  sums[at] = (sums[at] as number) + length;
  sums[at + 1] = (sums[at + 1] as number) + squared;
  sums[at + 2] = (sums[at + 2] as number) + squared * length;
  sums[at + 3] = (sums[at + 3] as number) + squared * squared;
  sums[at + 4] = (sums[at + 4] as number) + timeMs;
  if (c.lengthCount[row] === 0) {
    c.lengthMin[row] = length;
    c.lengthMax[row] = length;
  } else {
    const last = c.lengthLast[row] as number;
    if (length !== last) {
      sums[at + 5] = (sums[at + 5] as number) + Math.abs(length - last);
      c.lengthSwitches[row] = (c.lengthSwitches[row] as number) + 1;
    }
    if (length < (c.lengthMin[row] as number)) c.lengthMin[row] = length;
    if (length > (c.lengthMax[row] as number)) c.lengthMax[row] = length;
  }
  c.lengthLast[row] = length;
  c.lengthCount[row] = (c.lengthCount[row] as number) + 1;
}

export function readPayloadLengths(c: FlowColumns, row: number, out: PayloadLengthStatistics): void {
  const at = row * CELLS;
  const sums = c.lengthSums;
  out.count = c.lengthCount[row] as number;
  out.sum = sums[at] as number;
  out.sumSquares = sums[at + 1] as number;
  out.sumCubes = sums[at + 2] as number;
  out.sumFourths = sums[at + 3] as number;
  out.sumTimeMs = sums[at + 4] as number;
  out.sumAbsoluteStep = sums[at + 5] as number;
  out.min = c.lengthMin[row] as number;
  out.max = c.lengthMax[row] as number;
  out.switches = c.lengthSwitches[row] as number;
}
