// One capture of a batch: hashed, analysed unless the lake has the same work already, imported. Runs in a worker process.

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import type { CommitSource } from '../lake/capture-commit.ts';
import type { Duck } from '../lake/duck.ts';
import type { Lake } from '../lake/lake.ts';
import { importCapture } from '../lake/lake-import.ts';
import { captureId } from '../lake/lake-layout.ts';
import { NativeOutput } from '../report/native-output.ts';
import { type Analysis, analyse } from './analysis.ts';
import type { BatchJob } from './batch-plan.ts';
import type { JobOutcome } from './batch-protocol.ts';
import { type AnalyzeOptions, analyzeOptions } from './config.ts';
import type { Settings } from './config-schema.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';
import { configSha256 } from './manifest.ts';
import { inputRemarks, openFiles } from './open-source.ts';
import { Progress } from './progress.ts';
import { telemetryFiles } from './telemetry-files.ts';
import { toolVersion } from './tool-version.ts';

export interface JobContext {
  readonly lake: Lake;
  readonly duck: Duck;
  readonly settings: Settings;
  /** A name that no other running worker has. */
  readonly worker: string;
}

export async function runBatchJob(job: BatchJob, context: JobContext): Promise<JobOutcome> {
  let id = captureId({ captures: job.captures, telemetry: [], configSha256: '', toolVersion: '', device: job.device });
  try {
    const options = analyzeOptions(
      { captures: [...job.captures], interfaceName: undefined, quiet: true, verbose: false },
      { ...context.settings, telemetry: [...(context.settings.telemetry ?? []), ...job.telemetry] },
    );
    const source = await openFiles(options.captures);
    const captures = await sourcesOf((source.pieces ?? []).map(({ file, path }) => ({ file, path })));
    const telemetry = await sourcesOf(telemetryFiles(options.telemetry));
    const configured = configSha256(options.recordedConfig);
    id = captureId({
      captures: captures.map(({ sha256 }) => sha256),
      telemetry: telemetry.map(({ sha256 }) => sha256),
      configSha256: configured,
      toolVersion: toolVersion(),
      device: job.device,
    });
    if (context.lake.has(id)) return { kind: 'known', id };
    const remarks: string[] = inputRemarks(source);
    const analysis = await analyse({
      source,
      options,
      workers: 1,
      toolVersion: toolVersion(),
      spill: { folder: context.lake.stagingFolder(id, `${context.worker}.spill`), prefix: 'flows.' },
      hashed: true,
      progress: new Progress(1),
      warn: (message) => remarks.push(message),
    });
    try {
      return await importAnalysis(job, context, { id, captures, telemetry, configured, options, analysis, remarks });
    } finally {
      analysis.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.exitCode === ExitCode.io) return { kind: 'stopped', message: error.message };
    return { kind: 'unfit', id, reason: error.message };
  }
}

interface Analysed {
  readonly id: string;
  readonly captures: readonly CommitSource[];
  readonly telemetry: readonly CommitSource[];
  readonly configured: string;
  readonly options: AnalyzeOptions;
  readonly analysis: Analysis;
  readonly remarks: readonly string[];
}

async function importAnalysis(
  job: BatchJob,
  { lake, duck, worker }: JobContext,
  { id, captures, telemetry, configured, options, analysis, remarks }: Analysed,
): Promise<JobOutcome> {
  const { result } = analysis;
  const native = mkdtempSync(join(lake.stagingFolder(id, `${worker}.native`), 'n'));
  try {
    const output = await NativeOutput.open(native, 'batch');
    const writer = await output.flowWriter();
    for (const block of analysis.flowLines()) {
      const busy = writer.write(block);
      if (busy !== undefined) await busy;
    }
    await writer.close();
    await output.writeRecords(result);
    await output.commit();
    const partial = analysis.isPartial || remarks.length > 0 ? remarks.concat(stops(analysis)).join(' ') : undefined;
    const isNew = await importCapture(lake, duck, {
      captureId: id,
      worker,
      native,
      toolVersion: toolVersion(),
      configSha256: configured,
      config: options.recordedConfig,
      device: job.device,
      captures,
      telemetry,
      firstUs: result.totals.firstUs,
      lastUs: result.totals.lastUs,
      partial: partial === '' ? undefined : partial,
    });
    if (!isNew) return { kind: 'known', id };
    return { kind: 'imported', id, flows: result.totals.flows, partial: partial === '' ? undefined : partial };
  } finally {
    for (const name of ['native', 'spill']) rmSync(lake.stagingFolder(id, `${worker}.${name}`), { recursive: true });
  }
}

function stops({ result }: Analysis): string[] {
  return result.manifest.captures.flatMap(({ file, stop }) =>
    'offset' in stop ? [`${file}: ${stop.reason}, at byte ${stop.offset}.`] : [],
  );
}

async function sourcesOf(files: readonly { file: string; path: string }[]): Promise<CommitSource[]> {
  const sources: CommitSource[] = [];
  for (const { file, path } of files) sources.push({ file, path, sha256: (await fileSha256(path)) ?? '' });
  return sources;
}
