// One analysis from capture to result: read, resolve, join apps, channels, findings, coverage, manifest. Writers come after.

import { UserError } from '../base/user-error.ts';
import { summariseApps } from '../evidence/app-summary.ts';
import { networkFindings } from '../evidence/network-findings.ts';
import { groupChannels } from '../features/channel.ts';
import { DnsNameLookup } from '../flows/dns-names.ts';
import { LocalSide } from '../flows/local-side.ts';
import { judgeChannel } from '../models/channel-judgement.ts';
import type { AnalysisResult } from '../report/analysis-result.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
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
  const { pool, flows } = await readFlows(task, join);
  const reader = pool.spillPaths.length === 0 ? undefined : new FlowReader(pool.spillPaths);
  const result = assemble(task, pool, flows, join, reader, (await hashes) ?? []);
  const { reports } = pool;
  return {
    result,
    flowLines: () => reader?.blocks(flows, join) ?? [],
    isPartial: reports[0].pieces.some((piece) => piece.stop !== undefined),
    isInterrupted: reports.some((report) => report.interrupted),
    close: () => reader?.close(),
  };
}

interface ReadFlows {
  readonly pool: ShardPoolResult;
  readonly flows: ResolvedFlows;
}

/**
 * With --only-app the capture is read twice: first to learn whose the flows are, then to write those of the named apps. So nothing of
 * another app, its names and payload features included, ever reaches the disk.
 */
async function readFlows(task: AnalysisTask, join: AppJoin): Promise<ReadFlows> {
  if (task.options.onlyApps.length === 0 || task.spill === undefined)
    return readOnce(task, join, task.spill, undefined);
  if (task.source.stream !== undefined) {
    throw new UserError('--only-app reads the capture twice and cannot do so from a stream: save it to a file first.');
  }
  const { flows } = await readOnce(task, join, undefined, undefined);
  const keep = new Set(join.keptRanks(flows).map((rank) => flows.beginning(rank)));
  return readOnce(task, join, task.spill, keep);
}

async function readOnce(
  task: AnalysisTask,
  join: AppJoin,
  spill: AnalysisTask['spill'],
  keep: ReadonlySet<number> | undefined,
): Promise<ReadFlows> {
  const { options, source, workers, progress } = task;
  const { maxFlows, startUs, endUs } = options;
  const settings = { maxFlows, startUs, endUs, keep };
  const pool = await runShardPool({ pieces: source.pieces, stream: source.stream, workers, settings, spill }, progress);
  const hints = pool.reports.flatMap((report) => report.hints);
  const flows = new ResolvedFlows(pool.index, new DnsNameLookup(hints));
  flows.resolveSides(new LocalSide(options.local));
  join.attribute(flows, pool);
  return { pool, flows };
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
  const channels = groupChannels(rows).map((channel) => judgeChannel(channel));
  const captures = captureManifests(task.source.pieces ?? [{ file: task.source.streamName }], hashes, pool.reports[0]);
  const totals = totalsOf(flows, rows, pool, join);
  const coverage: CoverageRecord[] = [];
  const findings = networkFindings(channels, coverage);
  const records = channels.map(({ record }) => record);
  const apps = summariseApps(rows, channels, findings, totals.bytes);
  return {
    manifest: manifestOf(task.toolVersion, task.options.recordedConfig, captures, join, pool, {
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
