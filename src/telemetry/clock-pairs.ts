// What the clocks can be compared by: flows and socket rows with the same tuple, whatever their times. A row that says when a socket was
// opened gives a difference; a polled row only bounds when it was opened and closed; every row should overlap some flow.

import type { AttributableFlow } from './attribution.ts';
import { FlowTuple, localSides } from './flow-tuple.ts';
import { mergedRanges, type OffsetRange } from './offset-sweep.ts';
import { addPolled, POLL_TOLERANCE_US, type PolledPairs } from './polled-pairs.ts';
import { RowKind, TransportCode } from './socket-columns.ts';
import { ANY_ADDRESS, type SocketIndex } from './socket-index.ts';
import { isWhole } from './unseen-flows.ts';

/** One log against the capture; offsets are log minus capture, µs. */
export interface ClockPairs {
  /** Opening according to the log minus SYN, by log time ascending. */
  readonly differences: { readonly logUs: number; readonly offsetUs: number }[];
  readonly polled: PolledPairs;
  /** One entry a row: offsets at which it overlaps a flow of the same tuple. */
  readonly overlaps: OffsetRange[][];
}

/** A tuple with more flows or rows than this is not one socket's. */
const MAX_PER_TUPLE = 16;
/** Constraints beyond this add nothing but time. */
const MAX_PAIRS = 100_000;

/** By file of the log that the index was built from, without clocks. */
export function pairClocks(flows: readonly AttributableFlow[], index: SocketIndex): ClockPairs[] {
  const pairs: ClockPairs[] = index.log.files.map(() => ({
    differences: [],
    polled: { changes: [], bounds: [], endings: [] },
    overlaps: [],
  }));
  const seen = index.log.files.map(() => new Set<AttributableFlow>());
  for (const [from, tuple] of flowsByTuple(flows, index)) {
    for (let at = from; at < tuple.to; at++)
      for (const flow of tuple.flows) seen[index.columns.file[index.row(at)]].add(flow);
    if (tuple.flows.length > MAX_PER_TUPLE || tuple.to - from > MAX_PER_TUPLE) continue;
    pairTuple(from, tuple.to, tuple.flows, index, pairs);
  }
  for (const pair of pairs) pair.differences.sort((a, b) => a.logUs - b.logUs);
  return pairs.map((pair, file) => ({
    ...pair,
    polled: { ...pair.polled, unseen: unseenBy(file, flows, seen, index) },
  }));
}

/** Flows that the polls of a file would have shown, had they read the tables meanwhile. */
function unseenBy(
  file: number,
  flows: readonly AttributableFlow[],
  seen: readonly ReadonlySet<AttributableFlow>[],
  index: SocketIndex,
): PolledPairs['unseen'] {
  const { pollTimesUs } = index.log.files[file];
  if (pollTimesUs.length === 0 || seen[file].size === 0 || index.devices.length > 1) return undefined;
  const families = new Set([...seen[file]].map(familyOf));
  const unseen = flows.filter((flow) => isWhole(flow) && !seen[file].has(flow) && families.has(familyOf(flow)));
  return { pollTimesUs: [...pollTimesUs].sort((a, b) => a - b), flows: unseen.slice(0, MAX_PAIRS) };
}

/** A poller may read the tables of one family only. */
function familyOf({ resp }: AttributableFlow): boolean {
  return resp.ip.includes(':');
}

interface TupleFlows {
  readonly to: number;
  readonly flows: AttributableFlow[];
}

/** Flows by the rows of their tuple, the local address left out: a VPN or NAT may have changed it. */
function flowsByTuple(flows: readonly AttributableFlow[], index: SocketIndex): Map<number, TupleFlows> {
  const byRange = new Map<number, TupleFlows>();
  const tuple = new FlowTuple(index);
  for (const flow of flows) {
    for (const side of localSides(flow)) {
      if (!tuple.set(flow, side) || tuple.remoteIp === 0) continue;
      for (const device of tuple.devices) {
        for (const [transport, localPort] of [
          [tuple.transport, tuple.localPort],
          [TransportCode.any, 0],
          [tuple.transport, 0],
        ]) {
          if (!index.rangeOf(device, transport, tuple.remoteIp, tuple.remotePort, localPort, ANY_ADDRESS)) continue;
          const known = byRange.get(index.from);
          if (known === undefined) byRange.set(index.from, { to: index.to, flows: [flow] });
          else if (known.flows.length <= MAX_PER_TUPLE && !known.flows.includes(flow)) known.flows.push(flow);
        }
      }
    }
  }
  return byRange;
}

function pairTuple(
  from: number,
  to: number,
  flows: readonly AttributableFlow[],
  index: SocketIndex,
  pairs: readonly ClockPairs[],
): void {
  const { columns } = index;
  const rowsOfFile = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const file = columns.file[index.row(at)];
    rowsOfFile.set(file, (rowsOfFile.get(file) ?? 0) + 1);
  }
  for (let at = from; at < to; at++) {
    const row = index.row(at);
    const file = columns.file[row];
    if (columns.kind[row] === RowKind.untimed) continue;
    const pair = pairs[file];
    if (pair.overlaps.length >= MAX_PAIRS) continue;
    // A connect event without a local port stands for whichever flow to that remote: only a lone pair says anything.
    const lone = flows.length === 1 && rowsOfFile.get(file) === 1;
    if (columns.localPort[row] === 0 && !lone) continue;
    pair.overlaps.push(overlapRanges(row, flows, index));
    if (!lone || flows[0].transport !== 'tcp') continue;
    if (columns.kind[row] === RowKind.poll) addPolled(row, flows[0], index, pair.polled);
    else if (flows[0].synSeen) pair.differences.push(difference(columns.startUs[row], flows[0]));
  }
}

function overlapRanges(row: number, flows: readonly AttributableFlow[], index: SocketIndex): OffsetRange[] {
  const { columns } = index;
  return mergedRanges(
    flows.map((flow) => ({
      low: columns.startUs[row] - columns.beforeUs[row] - Math.max(flow.startUs, flow.endUs) - POLL_TOLERANCE_US,
      high: columns.endUs[row] + columns.afterUs[row] - flow.startUs + POLL_TOLERANCE_US,
    })),
  );
}

function difference(logUs: number, { startUs }: AttributableFlow): ClockPairs['differences'][number] {
  return { logUs, offsetUs: logUs - startUs };
}
