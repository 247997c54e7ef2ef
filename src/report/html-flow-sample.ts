// One pass over all flows for the HTML report: the rows that the page embeds and counts over time per app and per finding.
// Holds at most twice the wanted rows, whatever the capture's size. Flows that a finding cites come first, then the largest by bytes.

import { parsedTimeUs } from '../base/rfc3339.ts';
import type { FlowEndpointRecord, FlowRecord } from '../flows/flow-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { isUnexplainedClass } from './app-evidence.ts';
import { LANE_BINS } from './html-lanes.ts';

export interface FlowSample {
  rows: SampledFlow[];
  /** Flows seen, embedded or not. */
  flows: number;
  bytes: number;
  sampledBytes: number;
  /** By UID; the flows without an app under `undefined`. */
  timelines: Map<number | undefined, Timeline>;
  /** By index of the finding in the given list: its cited flows. */
  cited: Timeline[];
}

export interface SampledFlow {
  flow: FlowRecord;
  bytes: number;
  /** 1-based number of the first finding that cites it; 0 for none. */
  finding: number;
}

export interface Timeline {
  flows: number;
  counts: Uint32Array;
  /** Those among them whose bytes no declared protocol explains. */
  signal: Uint32Array;
}

/** `findings`: the flow ids that each finding cites. `uids`: whose timelines are wanted. */
export async function sampleFlows(
  result: AnalysisResult,
  findings: readonly (readonly string[])[],
  uids: readonly (number | undefined)[],
  rowLimit: number,
): Promise<FlowSample> {
  const citedBy = new Map<string, number[]>();
  findings.forEach((ids, i) => {
    for (const id of new Set(ids)) citedBy.set(id, [...(citedBy.get(id) ?? []), i]);
  });
  const sample: FlowSample = {
    rows: [],
    flows: 0,
    bytes: 0,
    sampledBytes: 0,
    timelines: new Map(uids.map((uid) => [uid, emptyTimeline()])),
    cited: findings.map(emptyTimeline),
  };
  const { firstUs, lastUs } = result.totals;
  const binOf = (flow: FlowRecord): number | undefined => {
    const startUs = parsedTimeUs(flow.start);
    if (startUs === undefined || firstUs === undefined || lastUs === undefined || lastUs <= firstUs) return undefined;
    return Math.min(LANE_BINS - 1, Math.max(0, Math.floor(((startUs - firstUs) / (lastUs - firstUs)) * LANE_BINS)));
  };
  for await (const flow of result.flows()) {
    const citing = citedBy.get(flow.flow_id);
    const bytes = flow.orig.bytes + flow.resp.bytes;
    sample.flows += 1;
    sample.bytes += bytes;
    const bin = binOf(flow);
    countIn(sample.timelines.get(flow.app?.uid), bin, flow);
    for (const i of citing ?? []) countIn(sample.cited[i], bin, flow);
    sample.rows.push({ flow, bytes, finding: citing === undefined ? 0 : (citing[0] as number) + 1 });
    if (sample.rows.length >= 2 * rowLimit) keepFirst(sample.rows, rowLimit);
  }
  keepFirst(sample.rows, rowLimit);
  for (const { bytes } of sample.rows) sample.sampledBytes += bytes;
  return sample;
}

/** The device's side and the other one; where the capture does not show which is which, the originator counts as the device. */
export function sidesOf(flow: FlowRecord): { device: FlowEndpointRecord; remote: FlowEndpointRecord } {
  return flow.local === 'resp' ? { device: flow.resp, remote: flow.orig } : { device: flow.orig, remote: flow.resp };
}

function keepFirst(rows: SampledFlow[], limit: number): void {
  rows.sort(
    (a, b) =>
      Number(b.finding > 0) - Number(a.finding > 0) ||
      b.bytes - a.bytes ||
      a.flow.capture - b.flow.capture ||
      a.flow.first_frame - b.flow.first_frame,
  );
  if (rows.length > limit) rows.length = limit;
}

function emptyTimeline(): Timeline {
  return { flows: 0, counts: new Uint32Array(LANE_BINS), signal: new Uint32Array(LANE_BINS) };
}

function countIn(timeline: Timeline | undefined, bin: number | undefined, flow: FlowRecord): void {
  if (timeline === undefined) return;
  timeline.flows += 1;
  if (bin === undefined) return;
  timeline.counts[bin] = (timeline.counts[bin] as number) + 1;
  if (isUnexplainedClass(flow.encryption.class)) timeline.signal[bin] = (timeline.signal[bin] as number) + 1;
}
