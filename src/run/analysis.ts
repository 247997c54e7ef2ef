// One analysis from capture to result: read, resolve, join apps, channels, findings, coverage, manifest. Writers come after.

import { closeSync } from 'node:fs';
import { MadeSequence } from '../base/sequence.ts';
import { UserError } from '../base/user-error.ts';
import { summariseApps, tallyApps } from '../evidence/app-summary.ts';
import type { Channel } from '../features/channel.ts';
import { groupChannels } from '../features/channel-groups.ts';
import { DnsNameLookup } from '../flows/dns-names.ts';
import { GATHERED_FLOWS } from '../flows/flow-index.ts';
import { LocalSide } from '../flows/local-side.ts';
import { DEFAULT_PARAMETERS, parametersOf } from '../models/analytic-parameters.ts';
import { beginChannels } from '../models/channel-judgements.ts';
import type { AnalysisResult } from '../report/analysis-result.ts';
import { withDetails } from './app-details.ts';
import { type AppJoin, joinApps } from './app-join.ts';
import type { BatchSpill } from './batch-spill.ts';
import { captureCoverage } from './capture-coverage.ts';
import { captureManifests, type PieceFile } from './capture-manifest.ts';
import type { AnalyzeOptions } from './config.ts';
import { hashFiles } from './file-hash.ts';
import { FlowReader } from './flow-reader.ts';
import { IndexedChannelFlow } from './indexed-channel-flow.ts';
import { JudgedChannels } from './judged-channels.ts';
import { judge } from './judgement.ts';
import { keyIdsOf, readHistory } from './lake-history.ts';
import { manifestOf } from './manifest.ts';
import { foreignStreamReason } from './not-capture.ts';
import { requireOneDevice } from './piece-devices.ts';
import type { WatchPiece } from './piece-packets.ts';
import { type Policy, readPolicy } from './policy.ts';
import type { Progress } from './progress.ts';
import { ResolvedFlows } from './resolved-flows.ts';
import { runShardPool, type ShardPoolResult } from './shard-pool.ts';
import { judgeWith } from './shared-series-judge.ts';
import { judgeAllSiblings } from './sibling-verdicts.ts';
import { StreamCopy } from './stream-copy.ts';
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
  /** Blocks of whole lines of flows.ndjson, each valid until the next but one is asked for; empty unless the task asked for lines. */
  flowLines(): Iterable<Uint8Array>;
  /** Lines are asked for no more: their disk is given back while other work goes on. */
  linesRead(): void;
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
  /** Called when the capture was read for the last time: no worker is started after it. */
  readonly onRead?: () => void;
}

export async function analyse(task: AnalysisTask): Promise<Analysis> {
  const { options, source } = task;
  // Logs first: a wrong path or format must not cost the time of reading the capture.
  const policy = await readPolicy(options.policyPaths);
  const [firstPiece] = source.pieces ?? [];
  const join = await joinApps(options, task.warn, firstPiece?.firstUs);
  const localSide = new LocalSide(options.local, join.localAddresses());
  const hashes = task.hashed ? hashFiles(source.pieces ?? [], () => task.progress.isInterrupted) : undefined;
  // Waited for below; if reading fails before, nobody does.
  hashes?.catch(() => undefined);
  const { stream } = source;
  const copy = stream !== undefined && join.hasCryptoEvents() ? new StreamCopy(task.warn) : undefined;
  const read =
    stream === undefined || copy === undefined
      ? task
      : { ...task, source: { ...source, stream: copy.passing(stream) } };
  let reader: FlowReader | undefined;
  let batches: BatchSpill | undefined;
  const close = () => {
    reader?.close();
    batches?.close();
  };
  try {
    const { pool, flows, isInterrupted } = await readFlows(read, join, localSide);
    if (localSide.isUnmet && flows.count > 0)
      task.warn(`--local ${options.local.join(', ')}: no flow has such an address at either end. Is it the device's?`);
    batches = pool.batches;
    reader = pool.spills.length === 0 ? undefined : new FlowReader(pool.spills);
    const pieces = copy?.isWhole === true ? [{ path: copy.path, firstUs: undefined }] : source.pieces;
    const result = await assemble(task, policy, pool, flows, join, reader, pieces, (await hashes) ?? []);
    const lines = reader;
    return {
      result,
      flowLines: () => lines?.blocks(flows, join) ?? [],
      linesRead: () => lines?.close(),
      isPartial: pool.reports.some(({ pieces }) => pieces.some((piece) => piece.stop !== undefined)) || join.isCut,
      isInterrupted,
      close,
    };
  } catch (error) {
    close();
    throw error;
  } finally {
    copy?.remove();
  }
}

interface ReadFlows {
  readonly pool: ShardPoolResult;
  readonly flows: ResolvedFlows;
  readonly isInterrupted: boolean;
}

/**
 * With --only-app the capture is read twice: first to learn whose the flows are, then to write those of the named apps. So nothing of
 * another app, its names and payload features included, ever reaches the disk.
 */
async function readFlows(task: AnalysisTask, join: AppJoin, localSide: LocalSide): Promise<ReadFlows> {
  const { options, spill, source, progress } = task;
  if (options.onlyApps.length === 0 || spill === undefined) return readOnce(task, join, localSide, spill, undefined);
  if (source.stream !== undefined) {
    throw new UserError('--only-app reads the capture twice and cannot do so from a stream: save it to a file first.');
  }
  const first = await readOnce({ ...task, onRead: () => undefined }, join, localSide, undefined, undefined);
  const keep = new Set(Array.from(join.keptRanks(first.flows), (rank) => first.flows.beginning(rank)));
  first.pool.batches.close();
  if (!first.isInterrupted) return readOnce(task, join, localSide, spill, keep);
  // What was read until the interruption is read once more, or nothing of it could be written.
  progress.resume();
  const lastUs = first.pool.reports.flatMap(({ pieces }) => pieces.map((piece) => piece.lastUs ?? 0));
  const endUs = Math.min(options.endUs ?? Number.POSITIVE_INFINITY, Math.max(...lastUs) + 1);
  const until = { ...task, options: { ...options, endUs } };
  return { ...(await readOnce(until, join, localSide, spill, keep)), isInterrupted: true };
}

async function readOnce(
  task: AnalysisTask,
  join: AppJoin,
  localSide: LocalSide,
  spill: AnalysisTask['spill'] | undefined,
  keep: ReadonlySet<number> | undefined,
): Promise<ReadFlows> {
  const { options, source, workers, progress } = task;
  const { maxFlows, startUs, endUs } = options;
  const settings = { maxFlows, startUs, endUs, keep, proprietary: options.proprietaryRecognisers };
  const pool = await runShardPool({ pieces: source.pieces, stream: source.stream, workers, settings, spill }, progress);
  task.onRead?.();
  const isInterrupted = pool.reports.some((report) => report.interrupted);
  try {
    if (!isInterrupted) refuseOtherStream(source, pool);
    const hints = pool.reports.flatMap((report) => report.hints);
    const flows = new ResolvedFlows(pool.index, new DnsNameLookup(hints), keep);
    flows.resolveSides(localSide);
    judgeAllSiblings(flows);
    join.attribute(flows, pool);
    if (!isInterrupted && keep === undefined) await requireOneDevice(task, pool.reports[0].pieces, flows, join);
    return { pool, flows, isInterrupted };
  } catch (error) {
    for (const descriptor of pool.spills) closeSync(descriptor);
    pool.batches.close();
    throw error;
  }
}

/** Of files this is known before they are read. */
function refuseOtherStream({ stream, streamName }: AnalysisSource, pool: ShardPoolResult): void {
  const [piece] = pool.reports[0].pieces;
  if (stream === undefined || piece.isCapture) return;
  throw new UserError(`${streamName}: ${foreignStreamReason(piece)}`, 65);
}

async function assemble(
  task: AnalysisTask,
  policy: Policy,
  pool: ShardPoolResult,
  flows: ResolvedFlows,
  join: AppJoin,
  reader: FlowReader | undefined,
  again: readonly WatchPiece[] | undefined,
  hashes: readonly (string | undefined)[],
): Promise<AnalysisResult> {
  const ranks = join.keptRanks(flows);
  const rows = new MadeSequence(ranks.length, (at) => new IndexedChannelFlow(flows, ranks[at], join.app(ranks[at])));
  const settings = policy.parameters?.value;
  const { lake } = task.options;
  const groups = groupChannels(
    rows,
    flows.index.isOnDisk
      ? { flows: GATHERED_FLOWS, fetch: (places) => flows.index.gather(places.map((at) => flows.order[ranks[at]])) }
      : undefined,
  );
  const parametersFor = ({ app }: Channel) =>
    settings === undefined ? DEFAULT_PARAMETERS : parametersOf(settings, app?.packages ?? []);
  // Counting has no need of rhythms, which another thread may be judging.
  const { channels, totals, tallies } = judgeWith(task.workers, flows.count, (judge) => {
    const begun = beginChannels(groups, parametersFor, judge);
    const counted = { totals: totalsOf(flows, rows, pool, join), tallies: tallyApps(rows, groups.apps()) };
    return { ...counted, channels: begun.finish() };
  });
  const captures = captureManifests(task.source.pieces ?? [{ file: task.source.streamName }], hashes, pool.reports[0]);
  const captured = captureCoverage(task.source.pieces ?? [{ file: task.source.streamName }], pool.reports);
  for (const remark of join.remarks(captured)) task.warn(remark);
  const coverage = join.coverage(captured);
  const judged = await judge({
    channels,
    captureFromUs: rows.at(0)?.startUs ?? Number.POSITIVE_INFINITY,
    flows,
    reader,
    telemetry: join.telemetry,
    coverage,
    policy,
    history: lake === undefined ? undefined : await readHistory(lake, totals.firstUs, task.warn, keyIdsOf(channels)),
    pieces: again,
    lastUs: totals.lastUs,
  });
  const summaries = summariseApps(tallies, judged, coverage, totals.bytes);
  const apps = withDetails(summaries, join.telemetry, coverage, totals, judged.backgroundShares);
  return {
    manifest: manifestOf(task.toolVersion, task.options.recordedConfig, captures, join, pool, judged.policy, {
      ...judged.counts,
      flows: rows.length,
      channels: channels.length,
      apps: apps.length,
      findings: judged.findings.length,
    }),
    coverage,
    channels: new JudgedChannels(channels, () => flows.index.letGo()),
    apps,
    findings: judged.findings,
    totals,
    flows: () => reader?.records(flows, join) ?? [],
  };
}
