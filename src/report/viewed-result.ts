// A folder of native output as the report's page wants it: small records whole, the foremost channels, and totals that a pass over the flows fills.

import type { ChannelRecord } from '../features/channel-record.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { channelList } from './channel-list.ts';
import type { FlowHead } from './flow-rows-builder.ts';
import { recordTimeUs } from './record-time.ts';
import type { NativeRecords } from './report-format.ts';

/** Channels kept for the page; it shows fewer. */
const CHANNELS_KEPT = 200;

export async function viewedResult(folder: NativeRecords): Promise<AnalysisResult> {
  const times = folder.manifest.captures.flatMap(({ first, last }) => [recordTimeUs(first), recordTimeUs(last)]);
  const known = times.filter((time) => time !== undefined);
  return {
    manifest: folder.manifest,
    coverage: [...folder.coverage],
    channels: await foremostChannels(folder),
    apps: [...folder.apps],
    findings: [...folder.findings],
    totals: {
      packets: folder.manifest.captures.reduce((sum, { packets }) => sum + packets, 0),
      bytes: 0,
      flows: 0,
      unattributedFlows: 0,
      unattributedBytes: 0,
      unattributedReasons: missingReasons(folder.coverage),
      firstUs: known.length === 0 ? undefined : Math.min(...known),
      lastUs: known.length === 0 ? undefined : Math.max(...known),
      encryption: {},
      services: {},
    },
    flows: () => [],
  };
}

export function countFlow({ totals }: AnalysisResult, flow: FlowHead): void {
  const bytes = flow.orig.bytes + flow.resp.bytes;
  totals.flows += 1;
  totals.bytes += bytes;
  add(totals.encryption, flow.encryption.class);
  if (flow.service !== undefined) add(totals.services, flow.service);
  if (flow.app !== undefined) return;
  totals.unattributedFlows += 1;
  totals.unattributedBytes += bytes;
}

/** Why flows have no app, as the coverage counts it: the flows themselves say it at length, each with its tuple. */
function missingReasons(coverage: NativeRecords['coverage']): Record<string, number> {
  const causes = coverage.filter(({ area }) => area === EvidenceArea.networkTransmission).flatMap(({ gaps }) => gaps);
  return Object.fromEntries(
    causes.flatMap(({ cause }) => {
      const [, flows, reason] = /^(\d+) of \d+ flows? ha(?:s|ve) no app: (.+)$/s.exec(cause) ?? [];
      return reason === undefined ? [] : [[reason, Number(flows)]];
    }),
  );
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** The whole list may not fit in memory: it is thinned out as it is read. */
async function foremostChannels(folder: NativeRecords): Promise<AnalysisResult['channels']> {
  let kept: ChannelRecord[] = [];
  let length = 0;
  let flows = 0;
  let bytes = 0;
  for await (const channel of folder.channels()) {
    length += 1;
    flows += channel.flows;
    bytes += channel.bytes_up + channel.bytes_down;
    kept.push(channel);
    if (kept.length >= 8 * CHANNELS_KEPT) kept = channelList(kept).foremost(CHANNELS_KEPT);
  }
  return { ...channelList(kept), length, flows, bytes };
}
