// One pass over all flows for the HTML report: the rows that the page embeds, counts over time per app and per finding, what the charts of
// the findings need, and the crypto posture. Bounded: twice the wanted rows, and a cap for every list.

import type { FlowRecord } from '../flows/flow-record.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { CryptoPosture, type PostureGroup } from './crypto-posture.ts';
import { type CitingFinding, type CollectedSeries, FindingSeries } from './finding-series.ts';
import { type FlowLine, readFlowLines } from './flow-lines.ts';
import type { FlowRows } from './flow-rows.ts';
import { type FlowHead, FlowRowsBuilder, sidesOf } from './flow-rows-builder.ts';
import { recordTimeUs } from './record-time.ts';

/** Parts of the capture's time that flows are counted in: a day's are ten minutes each. */
export const TIMELINE_BINS = 144;

export interface Timeline {
  flows: number;
  counts: Uint32Array;
  /** Those among them whose bytes no declared protocol explains. */
  signal: Uint32Array;
}

export interface ReportFlowsOptions {
  /** In the order of the page; a flow carries the number of the first that cites it. */
  findings: readonly CitingFinding[];
  /** How many findings, from the first, get charts. */
  charted: number;
  /** How many flows the page embeds at most. */
  rowLimit: number;
}

/** What is asked of the result; totals may still grow while flows pass by. */
export interface ReportedCapture {
  readonly totals: Pick<AnalysisResult['totals'], 'firstUs' | 'lastUs'>;
  readonly manifest: { readonly captures: readonly { readonly file: string }[] };
}

/** Data only: another thread may have collected it. */
export interface CollectedFlows {
  rows: FlowRows;
  /** Seen, embedded or not. */
  flows: number;
  bytes: number;
  /** By UID; the flows without an app under `undefined`. */
  timelines: ReadonlyMap<number | undefined, Timeline>;
  /** By index of the finding: its cited flows. */
  cited: readonly Timeline[];
  /** By index of the finding, for those with charts. */
  series: readonly CollectedSeries[];
  posture: readonly PostureGroup[];
}

export class ReportFlows {
  readonly #capture: ReportedCapture;
  readonly #rows: FlowRowsBuilder;
  readonly #citedBy = new Map<string, number[]>();
  readonly #timelines = new Map<number | undefined, Timeline>();
  readonly #cited: Timeline[];
  readonly #series: FindingSeries[];
  /** By channel: the findings whose charts show it. */
  readonly #watched = new Map<string, FindingSeries[]>();
  readonly #posture = new CryptoPosture();

  constructor(capture: ReportedCapture, { findings, charted, rowLimit }: ReportFlowsOptions) {
    this.#capture = capture;
    this.#rows = new FlowRowsBuilder(rowLimit);
    this.#cited = findings.map(emptyTimeline);
    this.#series = findings.slice(0, charted).map((finding) => new FindingSeries(finding));
    findings.forEach((finding, i) => {
      for (const id of new Set(finding.evidence.flatMap((evidence) => evidence.flows))) {
        const citing = this.#citedBy.get(id);
        if (citing === undefined) this.#citedBy.set(id, [i]);
        else citing.push(i);
      }
    });
  }

  /** A block of whole lines of flows.ndjson. */
  addLines(block: Uint8Array): void {
    readFlowLines(block, (line) => {
      if (line !== undefined) this.addLine(line);
    });
  }

  addLine(line: FlowLine): void {
    this.#add(line.head, line.whole);
  }

  add(flow: FlowRecord): void {
    this.#add(flow, () => flow);
  }

  finish(): CollectedFlows {
    return {
      rows: this.#rows.finish(this.#capture.manifest.captures.map(({ file }) => file)),
      flows: this.#rows.flows,
      bytes: this.#rows.bytes,
      timelines: this.#timelines,
      cited: this.#cited,
      series: this.#series,
      posture: this.#posture.groups(),
    };
  }

  #add(flow: FlowHead, whole: () => FlowRecord): void {
    const citing = this.#citedBy.get(flow.flow_id);
    this.#rows.append(flow, citing === undefined ? 0 : (citing[0] as number) + 1);
    this.#posture.add(flow);
    const bin = this.#binOf(flow);
    const isSignal = isUnexplainedClass(flow.encryption.class);
    let own = this.#timelines.get(flow.app?.uid);
    if (own === undefined) {
      own = emptyTimeline();
      this.#timelines.set(flow.app?.uid, own);
    }
    countIn(own, bin, isSignal);
    for (const i of citing ?? []) countIn(this.#cited[i] as Timeline, bin, isSignal);
    if (this.#series.length > 0) this.#watch(flow, citing, whole);
  }

  /** A finding's charts show the channel of its strongest evidence, from the first cited flow on. */
  #watch(flow: FlowHead, citing: readonly number[] | undefined, whole: () => FlowRecord): void {
    if (citing === undefined && this.#watched.size === 0) return;
    const { remote } = sidesOf(flow);
    const channel = `${flow.app?.uid ?? ''} ${flow.transport} ${flow.resp.port} ${flow.domain ?? remote.ip}`;
    for (const i of citing ?? []) {
      const series = this.#series[i];
      if (series === undefined || series.channel !== undefined || !series.focus.has(flow.flow_id)) continue;
      series.channel = {
        host: flow.domain ?? remote.ip,
        named: flow.domain !== undefined,
        port: flow.resp.port,
        transport: flow.transport,
        class: flow.encryption.class,
        first: [
          [flow.orig.ip, flow.orig.port],
          [flow.resp.ip, flow.resp.port],
        ],
      };
      const watching = this.#watched.get(channel);
      if (watching === undefined) this.#watched.set(channel, [series]);
      else watching.push(series);
    }
    for (const series of this.#watched.get(channel) ?? []) series.add(flow, whole);
  }

  #binOf(flow: FlowHead): number | undefined {
    const { firstUs, lastUs } = this.#capture.totals;
    const startUs = recordTimeUs(flow.start);
    if (startUs === undefined || firstUs === undefined || lastUs === undefined || lastUs <= firstUs) return undefined;
    const share = (startUs - firstUs) / (lastUs - firstUs);
    return Math.min(TIMELINE_BINS - 1, Math.max(0, Math.floor(share * TIMELINE_BINS)));
  }
}

export function emptyTimeline(): Timeline {
  return { flows: 0, counts: new Uint32Array(TIMELINE_BINS), signal: new Uint32Array(TIMELINE_BINS) };
}

function countIn(timeline: Timeline, bin: number | undefined, isSignal: boolean): void {
  timeline.flows += 1;
  if (bin === undefined) return;
  timeline.counts[bin] = (timeline.counts[bin] as number) + 1;
  if (isSignal) timeline.signal[bin] = (timeline.signal[bin] as number) + 1;
}
