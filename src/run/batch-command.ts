// `cipherscope batch`: thousands of captures with their logs into a lake. Resumable: what is there already is not done again.

import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../base/user-error.ts';
import { Lake } from '../lake/lake.ts';
import { captureId } from '../lake/lake-layout.ts';
import { namedReason } from '../lake/named-reason.ts';
import { counted, humanDuration } from '../report/human-number.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import { type BatchJob, planFolders, planManifest } from './batch-plan.ts';
import { type LostJob, runBatchPool } from './batch-pool.ts';
import { BatchProgress } from './batch-progress.ts';
import type { JobOutcome } from './batch-protocol.ts';
import type { Settings } from './config-schema.ts';
import { ExitCode } from './exit-code.ts';
import { policyHashes } from './policy-hashes.ts';
import { workerCount } from './worker-count.ts';
import { isDeadWorker } from './worker-name.ts';

export interface BatchOptions {
  readonly folders: readonly string[];
  /** A file that says which logs belong to which capture, instead of folders. */
  readonly manifest: string | undefined;
  readonly lake: string;
  readonly device: string | undefined;
  readonly jobs: number | undefined;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Go on looking for new captures until interrupted. */
  readonly watch: boolean;
  readonly settings: Settings;
  readonly quiet: boolean;
}

export interface BatchIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly columns: number;
  readonly interactive: boolean;
}

const WATCH_INTERVAL_MS = 2000;
const SET_ASIDE_NAMED = 10;

export async function runBatch(options: BatchOptions, io: BatchIo): Promise<number> {
  if (options.folders.length === 0 && options.manifest === undefined) {
    throw new UserError('Nothing to do. Name folders of captures, or --manifest FILE.');
  }
  const planned = options.watch ? undefined : plannedJobs(options);
  if (planned?.length === 0) {
    const { manifest, folders } = options;
    const place = manifest === undefined ? `${folders.join(', ')}: holds` : `${manifest}: names`;
    throw new UserError(`${visibleText(place)} no captures. --watch waits for some.`, ExitCode.missingInput);
  }
  const lake = Lake.open(options.lake, true);
  lake.sweep(isDeadWorker);
  const progress = new BatchProgress(io.stderr, io.interactive && !options.quiet);
  const setAside: { job: BatchJob; reason: string }[] = [];
  let partial = 0;
  const onOutcome = (job: BatchJob, outcome: JobOutcome | LostJob): void => {
    if (outcome.kind === 'imported' && outcome.partial !== undefined) partial += 1;
    if (outcome.kind === 'unfit' || outcome.kind === 'lost') {
      const id = outcome.kind === 'unfit' ? outcome.id : pathId(job);
      const attempts = outcome.kind === 'lost' ? outcome.attempts : 1;
      lake.quarantine({ id, captures: job.captures, reason: outcome.reason, attempts });
      setAside.push({ job, reason: outcome.reason });
      // Who watches for weeks does not wait for the end to hear of it.
      if (options.watch && !options.quiet)
        progress.say(`set aside: ${namedReason(job.captures[0] ?? '', outcome.reason)}`);
    }
    progress.add(outcome);
  };
  const policy = await policyHashes(options.settings);
  /** With the bytes that were there when it was taken, where that is looked at. */
  const seen = new Map<string, number | undefined>();
  let stopped: string | undefined;
  for (;;) {
    const { still, sizes } =
      planned === undefined ? await stableJobs(options, io.signal) : { still: planned, sizes: undefined };
    const jobs = still.filter((job) => !seen.has(keyOf(job)));
    if (sizes !== undefined && !options.quiet)
      for (const path of changed(seen, still, sizes)) progress.say(grownText(path));
    for (const job of jobs) seen.set(keyOf(job), sizes?.get(job.captures[0] ?? ''));
    progress.expect(jobs.length);
    // One core is enough for the parent: it waits.
    const workers = Math.max(1, Math.min(workerCount(options.jobs, undefined), jobs.length));
    const { lake: path, settings, timeoutMs, memoryMb } = options;
    ({ stopped } = await runBatchPool(jobs, {
      lake: path,
      settings,
      policy,
      workers,
      timeoutMs,
      memoryMb,
      signal: io.signal,
      onOutcome,
    }));
    if (!options.watch || stopped !== undefined || io.signal.aborted) break;
    await sleep(WATCH_INTERVAL_MS, undefined, { signal: io.signal }).catch(() => undefined);
    if (io.signal.aborted) break;
  }
  progress.stop();
  if (!options.quiet) io.stdout.write(folded(summary(progress, setAside, partial), io.columns));
  if (io.signal.aborted && progress.left > 0)
    io.stderr.write(
      `cipherscope: interrupted with ${counted(progress.left, 'capture')} left; the same command goes on with them.\n`,
    );
  if (stopped !== undefined) throw new UserError(stopped, ExitCode.io);
  if (io.signal.aborted && !options.watch) return ExitCode.interrupted;
  return setAside.length > 0 || partial > 0 ? ExitCode.partial : ExitCode.done;
}

/** Captures that have more, or other logs, than when they were taken: each is told once a change. */
function* changed(
  seen: Map<string, number | undefined>,
  still: readonly BatchJob[],
  sizes: ReadonlyMap<string, number>,
): Generator<string> {
  for (const job of still) {
    const path = job.captures[0] ?? '';
    const size = sizes.get(path);
    if (!seen.has(keyOf(job)) || seen.get(keyOf(job)) === size) continue;
    seen.set(keyOf(job), size);
    yield path;
  }
}

function grownText(path: string): string {
  return `${path}: it or its logs have changed since it was taken: the lake has what was there then. Move captures there when they are complete; another batch takes this one as it is now, as a second capture.`;
}

/** In a folder that is watched, a capture counts when it has stopped growing. `sizes`: by the path of its first piece. */
async function stableJobs(
  options: BatchOptions,
  signal: AbortSignal,
): Promise<{ still: BatchJob[]; sizes: ReadonlyMap<string, number> }> {
  const jobs = () => plannedJobs(options);
  const { captureSizes } = await import('./capture-sizes.ts');
  const before = captureSizes(jobs());
  await sleep(WATCH_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  const after = captureSizes(jobs());
  const still = jobs().filter((job) => after.get(job.captures[0] ?? '') === before.get(job.captures[0] ?? ''));
  return { still, sizes: after };
}

function plannedJobs({ folders, manifest, device }: BatchOptions): BatchJob[] {
  return manifest === undefined ? planFolders(folders, device) : planManifest(manifest);
}

function keyOf(job: BatchJob): string {
  return job.captures.join('\n');
}

/** For captures that never came as far as being hashed. */
function pathId(job: BatchJob): string {
  return captureId({ captures: job.captures, telemetry: [], configSha256: '', toolVersion: '', device: job.device });
}

function summary(
  progress: BatchProgress,
  setAside: readonly { job: BatchJob; reason: string }[],
  partial: number,
): string {
  const { imported, known, flows, seconds } = progress;
  const lines = [
    `${counted(imported, 'capture')} imported with ${counted(flows, 'flow')}, ${known} known already, ${setAside.length} set aside, in ${humanDuration(seconds * 1e6)}.`,
  ];
  if (partial > 0) lines.push(`${counted(partial, 'capture')} could be read in part only; lake show says which.`);
  for (const { job, reason } of setAside.slice(0, SET_ASIDE_NAMED)) {
    lines.push(`  set aside: ${visibleText(namedReason(job.captures[0] ?? '', reason))}`);
  }
  if (setAside.length > SET_ASIDE_NAMED)
    lines.push(`  and ${setAside.length - SET_ASIDE_NAMED} more, in the lake's quarantine/`);
  return `${lines.join('\n')}\n`;
}
