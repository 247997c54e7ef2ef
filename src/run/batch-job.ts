// One capture of a batch: hashed, analysed unless the lake has the same work already, imported. Runs in a worker process.

import { rm } from 'node:fs/promises';
import { UserError } from '../base/user-error.ts';
import type { CommitSource } from '../lake/capture-commit.ts';
import { type Duck, DuckMemoryError } from '../lake/duck.ts';
import type { Lake } from '../lake/lake.ts';
import { type ImportTask, importCapture } from '../lake/lake-import.ts';
import { captureId } from '../lake/lake-layout.ts';
import { storageError } from '../lake/storage-error.ts';
import { stopMessage } from '../report/early-stop.ts';
import { NativeOutput } from '../report/native-output.ts';
import { listLogFiles } from '../telemetry/log-file.ts';
import { type Analysis, analyse } from './analysis.ts';
import type { BatchJob } from './batch-plan.ts';
import type { JobOutcome } from './batch-protocol.ts';
import { type AnalyzeOptions, analyzeOptions } from './config.ts';
import type { Settings } from './config-schema.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';
import { configSha256 } from './manifest.ts';
import { inputRemarks, type OpenedSource, openFiles } from './open-source.ts';
import { assertUnchanged, type PolicyHashes } from './policy-hashes.ts';
import { Progress } from './progress.ts';
import { toolVersion } from './tool-version.ts';

export interface JobContext {
  readonly lake: Lake;
  readonly duck: Duck;
  readonly settings: Settings;
  /** Of the files that the settings name, when the batch began. */
  readonly policy: PolicyHashes;
  /** A name that no other running worker has. */
  readonly worker: string;
}

/** What is left of a job once its capture is analysed: the import, which needs none of the analysis's memory. */
export type ImportStep = () => Promise<JobOutcome>;

export async function runBatchJob(job: BatchJob, context: JobContext): Promise<JobOutcome> {
  const analysed = await analyseBatchJob(job, context);
  return typeof analysed === 'function' ? analysed() : analysed;
}

/** The outcome, where there is nothing to import. */
export async function analyseBatchJob(job: BatchJob, context: JobContext): Promise<JobOutcome | ImportStep> {
  let id = captureId({ captures: job.captures, telemetry: [], configSha256: '', toolVersion: '', device: job.device });
  try {
    const work = await preparedWork(job, context);
    id = work.captureId;
    if (context.lake.has(id)) return { kind: 'known', id };
    return await analysedWork(work, context);
  } catch (error) {
    return failure(error, id, context.lake);
  }
}

/** What is to be done, and by what name a lake would know it. */
interface PreparedWork {
  readonly captureId: string;
  readonly options: AnalyzeOptions;
  readonly source: OpenedSource;
  readonly identity: Pick<ImportTask, 'toolVersion' | 'configSha256' | 'config' | 'device' | 'captures' | 'telemetry'>;
}

async function preparedWork(job: BatchJob, context: JobContext): Promise<PreparedWork> {
  const given = analyzeOptions(
    { captures: [...job.captures], interfaceName: undefined, quiet: true, verbose: false },
    { ...context.settings, telemetry: [...(context.settings.telemetry ?? []), ...job.telemetry] },
  );
  // What a lake holds so far would make results depend on the order of the captures.
  const options = { ...given, skipUnknownLogs: true, lake: undefined };
  const source = await openFiles(options.captures);
  const captures = await sourcesOf((source.pieces ?? []).map(({ file, path }) => ({ file, path })));
  const logs = listLogFiles(options.telemetry).files.map(({ name, path }) => ({ file: name, path }));
  const telemetry = await sourcesOf(logs);
  await assertUnchanged(context.settings, context.policy);
  const config = { ...options.recordedConfig, ...policyConfig(context.policy) };
  const identity = {
    toolVersion: toolVersion(),
    configSha256: configSha256(config),
    config,
    device: job.device,
    captures,
    telemetry,
  };
  const sha256s = { captures: captures.map(({ sha256 }) => sha256), telemetry: telemetry.map(({ sha256 }) => sha256) };
  return { captureId: captureId({ ...identity, ...sha256s }), options, source, identity };
}

/** Analyses into a folder of its own, which the import removes, or a failure here. */
async function analysedWork(work: PreparedWork, context: JobContext): Promise<ImportStep> {
  const { captureId: id, options, source, identity } = work;
  const scratch = context.lake.stagingFolder(id, `${context.worker}.work`);
  try {
    const analysis = await analyse({
      source,
      options,
      workers: 1,
      toolVersion: identity.toolVersion,
      spill: { folder: scratch, prefix: 'flows.' },
      hashed: true,
      progress: new Progress(1),
      warn: () => undefined,
    });
    try {
      // It was read at some moment in between.
      await assertUnchanged(context.settings, context.policy);
      await writeNative(analysis, scratch);
      const { totals } = analysis.result;
      const task = {
        ...identity,
        captureId: id,
        worker: context.worker,
        native: scratch,
        firstUs: totals.firstUs,
        lastUs: totals.lastUs,
        partial: partialReason(inputRemarks(source), analysis),
        clockOffsetMs: clockOffset(analysis),
      };
      return importStep(context, task, totals.flows);
    } finally {
      analysis.close();
    }
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

/** Made here, so that it holds nothing of the analysis. */
function importStep(
  { lake, duck }: JobContext,
  task: ImportTask & { readonly native: string },
  flows: number,
): ImportStep {
  const { captureId: id, partial, native } = task;
  return async () => {
    try {
      return (await importCapture(lake, duck, task)) ? { kind: 'imported', id, flows, partial } : { kind: 'known', id };
    } catch (error) {
      return failure(error, id, lake);
    } finally {
      // Not rmSync: a file system that tells its disk of every block that is free waits for it.
      await rm(native, { recursive: true, force: true });
    }
  };
}

/** Throws what is a bug. */
function failure(error: unknown, id: string, lake: Lake): JobOutcome {
  if (!(error instanceof UserError)) throw error;
  if (error instanceof DuckMemoryError)
    return { kind: 'unfit', id, reason: 'its records need more memory than an import may use' };
  if (error.exitCode === ExitCode.io)
    return { kind: 'stopped', message: (storageError(lake.root, error.cause) ?? error).message };
  return { kind: 'unfit', id, reason: error.message };
}

/** What of the input could not be read. */
function partialReason(remarks: readonly string[], analysis: Analysis): string | undefined {
  const said = [...remarks, ...stops(analysis)];
  if (said.length === 0 && analysis.isPartial) said.push('A log could not be read to its end.');
  return said.length === 0 ? undefined : said.join(' ');
}

async function writeNative(analysis: Analysis, folder: string): Promise<void> {
  const output = await NativeOutput.open(folder, 'batch');
  const writer = await output.flowWriter();
  try {
    for (const block of analysis.flowLines()) {
      const busy = writer.write(block);
      if (busy !== undefined) await busy;
    }
  } finally {
    await writer.close();
  }
  await output.writeRecords(analysis.result);
  await output.commit();
}

/** Where no file is named, the configuration is that of the settings alone. */
function policyConfig(policy: PolicyHashes): Record<string, unknown> {
  return Object.keys(policy).length === 0 ? {} : { policy_sha256: policy };
}

/** The farthest that a log's clock was off. */
function clockOffset({ result }: Analysis): number | undefined {
  const offsets = result.manifest.telemetry.map(({ clock }) => clock.offset_ms);
  return offsets.length === 0
    ? undefined
    : offsets.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most));
}

function stops({ result }: Analysis): string[] {
  return result.manifest.captures.flatMap((capture) => {
    const stopped = stopMessage(capture);
    return stopped === undefined ? [] : [`${stopped}.`];
  });
}

async function sourcesOf(files: readonly { file: string; path: string }[]): Promise<CommitSource[]> {
  const sources: CommitSource[] = [];
  for (const { file, path } of files) sources.push({ file, path, sha256: (await fileSha256(path)) ?? '' });
  return sources;
}
