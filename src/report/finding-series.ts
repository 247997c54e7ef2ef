// What the charts of one finding are drawn from: starts, payload sizes and entropies of the flows of its strongest channel.

import type { EvidenceRecord } from '../evidence/finding-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { FlowHead } from './flow-rows-builder.ts';
import { recordTimeUs } from './record-time.ts';

/** Flows of a channel beyond this many are counted, and their starts kept, but not measured again. */
export const MEASURED_FLOWS = 1000;
const STARTS = 50_000;
const DISTINCT_SIZES = 4096;

export interface EntropyPoint {
  bytes: number;
  bits: number;
  /** Sent by the device. */
  up: boolean;
}

export interface SeriesChannel {
  host: string;
  /** The host is a name, not an address. */
  named: boolean;
  port: number;
  transport: string;
  /** Encryption class of its first cited flow. */
  class: string;
  /** Address and port of both sides of its first flow. */
  first: readonly [readonly [string, number], readonly [string, number]];
}

/** What is asked of a finding. */
export interface CitingFinding {
  readonly evidence: readonly Pick<EvidenceRecord, 'area' | 'flows'>[];
}

/** A series whose flows were all seen. */
export type CollectedSeries = Omit<FindingSeries, 'add'>;

export class FindingSeries {
  /** Flows of the evidence that the charts are about; the first of them seen names the channel. */
  readonly focus: ReadonlySet<string>;
  channel: SeriesChannel | undefined;
  flows = 0;
  measured = 0;
  readonly startsUs: number[] = [];
  /** By place in the flow, of the first packets with payload: bytes, negative when received. */
  readonly sizesInOrder: number[][] = [];
  /** Packets by payload bytes, negative when received. */
  readonly sizeCounts = new Map<number, number>();
  readonly entropies: EntropyPoint[] = [];
  /** Between packets with payload of the first flow, in seconds: all there is where there is one flow. */
  packetGapsS: number[] = [];

  constructor(finding: CitingFinding) {
    // Evidence of an area stands in the order of its channels, the strongest first.
    const network = finding.evidence.filter(
      ({ area, flows }) => area === EvidenceArea.networkTransmission && flows.length > 0,
    );
    const strongest = network[0] ?? finding.evidence.find(({ flows }) => flows.length > 0);
    this.focus = new Set(strongest?.flows ?? []);
  }

  add(flow: FlowHead, whole: () => FlowRecord): void {
    this.flows += 1;
    const startUs = recordTimeUs(flow.start);
    if (startUs !== undefined && this.startsUs.length < STARTS) this.startsUs.push(startUs);
    if (this.measured >= MEASURED_FLOWS) return;
    this.measured += 1;
    const { features } = whole();
    const deviceResponds = flow.local === 'resp';
    this.#addSizes(features['splt.payload_bytes'], deviceResponds);
    const gaps = features['splt.gaps_ms'];
    if (this.measured === 1 && Array.isArray(gaps)) this.packetGapsS = gaps.slice(1).map((ms) => ms / 1000);
    for (const side of ['orig', 'resp'] as const) {
      const bytes = features[`payload.measured_bytes.${side}`];
      const bits = features[`payload.entropy_bits.${side}`];
      if (typeof bytes !== 'number' || typeof bits !== 'number' || bytes < 1) continue;
      this.entropies.push({ bytes, bits, up: (side === 'orig') !== deviceResponds });
    }
  }

  #addSizes(sizes: number | number[] | undefined, deviceResponds: boolean): void {
    if (!Array.isArray(sizes)) return;
    sizes.forEach((bytes, place) => {
      const signed = deviceResponds ? -bytes : bytes;
      let column = this.sizesInOrder[place];
      if (column === undefined) {
        column = [];
        this.sizesInOrder[place] = column;
      }
      column.push(signed);
      if (this.sizeCounts.has(signed) || this.sizeCounts.size < DISTINCT_SIZES) {
        this.sizeCounts.set(signed, (this.sizeCounts.get(signed) ?? 0) + 1);
      }
    });
  }
}
