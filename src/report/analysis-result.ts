// What an analysis hands to every writer. Flows stream separately: they may not fit in memory.

import type { AppSummaryRecord, FindingRecord } from '../evidence/finding-record.ts';
import type { ChannelList } from '../features/channel-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { ManifestRecord } from './manifest-record.ts';

export interface AnalysisResult {
  manifest: ManifestRecord;
  coverage: CoverageRecord[];
  channels: ChannelList;
  apps: AppSummaryRecord[];
  findings: FindingRecord[];
  /** Of the whole capture. */
  totals: {
    packets: number;
    /** IP-layer bytes, as in the records. */
    bytes: number;
    flows: number;
    /** Flows and IP bytes without an app. */
    unattributedFlows: number;
    unattributedBytes: number;
    /** Flows by why they have no app. */
    unattributedReasons: Record<string, number>;
    /** Of the first and the last packet, in µs since the epoch; undefined where there is none. */
    firstUs: number | undefined;
    lastUs: number | undefined;
    /** Flows by encryption class, and by recognised service. */
    encryption: Record<string, number>;
    services: Record<string, number>;
  };
  /** Flows in order of first frame; may be consumed more than once. */
  flows(): AsyncIterable<FlowRecord> | Iterable<FlowRecord>;
}
