// The library's entry: captures and logs in, flows with their apps out. The command line does the same with files at the end.

import { randomBytes } from 'node:crypto';
import { availableParallelism, tmpdir } from 'node:os';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { AnalysisResult } from '../report/analysis-result.ts';
import { type Analysis, type AnalysisSource, analyse } from './analysis.ts';
import { resolveCaptureFiles } from './capture-input.ts';
import { analyzeOptions } from './config.ts';
import type { Settings } from './config-schema.ts';
import { Progress } from './progress.ts';
import { toolVersion } from './tool-version.ts';

/** Paths of the pieces of one capture (files or folders), or the bytes of one as they come. */
export type AnalyzeSource = string | readonly string[] | AsyncIterable<Uint8Array>;

/** The settings of cipherscope.json that concern an analysis, and what only a program can give. */
export interface AnalyzeSettings extends Omit<Settings, 'output' | 'json' | 'fail_on'> {
  /** Ends reading; what was read so far is analysed. */
  signal?: AbortSignal;
  /** Called with what a person should know: rejected lines, skipped files. */
  onWarning?: (message: string) => void;
}

/**
 * Yields every flow once its app is known, in order of start. Returns the rest of the result: channels, apps, findings, coverage, manifest.
 * Throws UserError for a missing file, a file that is no capture, or a log that cannot be read as asked.
 */
export async function* analyze(
  source: AnalyzeSource,
  settings: AnalyzeSettings = {},
): AsyncGenerator<FlowRecord, AnalysisResult> {
  const analysis = await openAnalysis(source, settings);
  try {
    yield* analysis.result.flows();
    return analysis.result;
  } finally {
    analysis.close();
  }
}

async function openAnalysis(
  source: AnalyzeSource,
  { signal, onWarning, ...settings }: AnalyzeSettings,
): Promise<Analysis> {
  const captures = typeof source === 'string' ? [source] : Array.isArray(source) ? (source as string[]) : ['-'];
  const options = analyzeOptions({ captures, interfaceName: undefined, quiet: true, verbose: false }, settings);
  const workers = Math.min(settings.workers ?? availableParallelism(), 4);
  const progress = new Progress(workers);
  const interrupt = () => progress.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await analyse({
      source: await openSource(source, captures),
      options,
      workers,
      toolVersion: toolVersion(),
      spill: { folder: tmpdir(), prefix: `.cipherscope.${randomBytes(8).toString('hex')}.` },
      hashed: true,
      progress,
      warn: onWarning ?? (() => undefined),
    });
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

async function openSource(source: AnalyzeSource, captures: readonly string[]): Promise<AnalysisSource> {
  if (typeof source !== 'string' && !Array.isArray(source)) {
    return { pieces: undefined, stream: source as AsyncIterable<Uint8Array>, streamName: 'stream' };
  }
  const { pieces } = await resolveCaptureFiles(captures);
  return { pieces, stream: undefined, streamName: '' };
}
