// One analysis from capture to result: read, resolve, join apps, channels, findings, coverage, manifest. Writers come after.

import { summariseApps } from '../evidence/app-summary.ts';
import { networkFindings } from '../evidence/network-findings.ts';
import { type Channel, groupChannels } from '../features/channel.ts';
import { DnsNameLookup } from '../flows/dns-names.ts';
import { LocalSide } from '../flows/local-side.ts';
import { judgeChannel } from '../models/channel-judgement.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from '../report/analysis-result.ts';
import { type AppJoin, joinApps } from './app-join.ts';
import { captureManifests, type PieceFile } from './capture-manifest.ts';
import type { AnalyzeOptions } from './config.ts';
import { hashFiles } from './file-hash.ts';
import { FlowReader } from './flow-reader.ts';
import { IndexedChannelFlow } from './indexed-channel-flow.ts';
import { manifestOf } from './manifest.ts';
import type { Progress } from './progress.ts';
import { ResolvedFlows } from './resolved-flows.ts';
import { runShardPool, type ShardPoolResult } from './shard-pool.ts';
import { totalsOf } from './totals.ts';

export interface AnalysisSource {
  /** Capture pieces in order, or undefined when `stream` is read. */
  readonly pieces: readonly (PieceFile & { readonly path: string; readonly firstUs: number | undefined })[] | undefined;
  readonly stream: AsyncIterable<Uint8Array> | undefined;
  /** What the manifest calls a stream. */
  readonly streamName: string;
}

export interface Analysis {
  readonly result: AnalysisResult;
  readonly flows: ResolvedFlows;
  /** Blocks of whole lines of flows.ndjson; empty unless the task had a spill. */
  flowLines(): Iterable<Uint8Array>;
  /** Something of the input could not be read. */
  readonly isPartial: boolean;
  readonly isInterrupted: boolean;
  /** Releases temporary files. */
  close(): void;
}

export interface AnalysisTask {
  readonly source: AnalysisSource;
  readonly options: AnalyzeOptions;
  readonly workers: number;
  readonly toolVersion: string;
  /** Where flow lines wait; undefined: lines are not made. */
  readonly spill: { readonly folder: string; readonly prefix: string } | undefined;
  /** Hash the capture files for the manifest. */
  readonly hashed: boolean;
  readonly progress: Progress;
  readonly warn: (message: string) => void;
}

export async function analyse(task: AnalysisTask): Promise<Analysis> {
  const { options, source } = task;
  // Logs first: a wrong path or format must not cost the time of reading the capture.
  const join = await joinApps(options, task.warn);
  const hashes = task.hashed ? hashFiles(source.pieces ?? []) : undefined;
  const pool = await runShardPool(
    {
      pieces: source.pieces,
      stream: source.stream,
      workers: task.workers,
      settings: { maxFlows: options.maxFlows, startUs: options.startUs, endUs: options.endUs },
      spill: task.spill,
    },
    task.progress,
  );
  const reader = pool.spillPaths.length === 0 ? undefined : new FlowReader(pool.spillPaths);
  const flows = resolve(pool, options, join);
  join.attribute(flows, pool);
  const result = assemble(task, pool, flows, join, reader, (await hashes) ?? []);
  const reports = pool.reports;
  return {
    result,
    flows,
    flowLines: () => reader?.blocks(flows, join) ?? [],
    isPartial: reports[0].pieces.some((piece) => piece.stop !== undefined),
    isInterrupted: reports.some((report) => report.interrupted),
    close: () => reader?.close(),
  };
}

function resolve(pool: ShardPoolResult, options: AnalyzeOptions, join: AppJoin): ResolvedFlows {
  const hints = pool.reports.flatMap((report) => report.hints);
  const flows = new ResolvedFlows(pool.index, new DnsNameLookup(hints));
  flows.resolveSides(new LocalSide(options.local));
  return flows;
}

function assemble(
  task: AnalysisTask,
  pool: ShardPoolResult,
  flows: ResolvedFlows,
  join: AppJoin,
  reader: FlowReader | undefined,
  hashes: readonly string[],
): AnalysisResult {
  const rows = join.keptRanks(flows).map((rank) => new IndexedChannelFlow(flows, rank, join.app(rank)));
  const channels = groupChannels(rows).map((channel: Channel) => judgeChannel(channel));
  const captures = captureManifests(task.source.pieces ?? [{ file: task.source.streamName }], hashes, pool.reports[0]);
  const totals = totalsOf(flows, rows, pool, join);
  const coverage: CoverageRecord[] = [];
  const findings = networkFindings(channels, coverage);
  const records = channels.map(({ record }) => record);
  const apps = summariseApps(rows, channels, findings, totals.bytes);
  return {
    manifest: manifestOf(task, captures, join, pool, {
      flows: rows.length,
      channels: records.length,
      apps: apps.length,
      findings: findings.length,
    }),
    coverage,
    channels: records,
    apps,
    findings,
    totals,
    flows: () => (reader === undefined ? [] : reader.records(flows, join)),
  };
}
