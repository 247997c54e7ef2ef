// The library's entry: captures and logs in, flows with their apps out. The command line does the same with files at the end.

import { tmpdir } from 'node:os';
import { UserError } from '../base/user-error.ts';
import type { ChannelRecord } from '../features/channel-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { AnalysisResult } from '../report/analysis-result.ts';
import { type Analysis, analyse } from './analysis.ts';
import { type AnalyzeOptions, analyzeOptions } from './config.ts';
import type { Settings } from './config-schema.ts';
import { checkedSettings } from './config-sources.ts';
import { inputRemarks, type OpenedSource, openFiles, openStream } from './open-source.ts';
import { Progress } from './progress.ts';
import { toolVersion } from './tool-version.ts';
import { workerCount } from './worker-count.ts';

/** Paths of the pieces of one capture (files or folders), or the bytes of one as they come. */
export type AnalyzeSource = string | readonly string[] | AsyncIterable<Uint8Array>;

/** What the command line does with a result, and a program does itself. */
const COMMAND_LINE_SETTINGS = ['output', 'format', 'json', 'fail_on', 'require_areas'] as const;

/** The settings of cipherscope.json that concern an analysis, under the same names, and what only a program can give. */
export interface AnalyzeSettings extends Omit<Settings, (typeof COMMAND_LINE_SETTINGS)[number]> {
  /** Ends reading; what was read so far is analysed. */
  signal?: AbortSignal;
  /**
   * False leaves out the recognisers of encrypted protocols of single vendors and projects (docs/protocols.md marks them), so that their
   * flows are judged by bytes alone, as those of an unknown protocol would be. By default true.
   */
  proprietaryRecognisers?: boolean;
  /** Called with what a person should know: rejected lines, skipped files. */
  onWarning?: (message: string) => void;
}

/** All but the flows, which were handed out before. */
export interface AnalysisOutcome extends Omit<AnalysisResult, 'flows' | 'channels'> {
  channels: ChannelRecord[];
}

/**
 * Yields every flow once its app is known, in order of start. Returns the rest of the result: channels, apps, findings, coverage, manifest.
 * Throws UserError for a wrong setting, a missing file, a file that is no capture, or a log that cannot be read as asked.
 */
export async function* analyze(
  source: AnalyzeSource,
  settings: AnalyzeSettings = {},
): AsyncGenerator<FlowRecord, AnalysisOutcome> {
  const analysis = await openAnalysis(source, settings);
  try {
    const { flows, channels, ...outcome } = analysis.result;
    yield* flows();
    return { ...outcome, channels: [...channels] };
  } finally {
    analysis.close();
  }
}

async function openAnalysis(
  source: AnalyzeSource,
  { signal, onWarning, proprietaryRecognisers = true, ...given }: AnalyzeSettings,
): Promise<Analysis> {
  refuseCommandLineSettings(given);
  const settings = await checkedSettings(given, 'analyze()');
  const paths = pathsOf(source);
  const input = { captures: paths ?? ['-'], interfaceName: undefined, quiet: true, verbose: false };
  const options = withRecognisers(analyzeOptions(input, settings), proprietaryRecognisers);
  const opened: OpenedSource =
    paths === undefined ? openStream(source as AsyncIterable<Uint8Array>, 'stream', signal) : await openFiles(paths);
  const warn = onWarning ?? (() => undefined);
  for (const message of inputRemarks(opened)) warn(message);
  const workers = workerCount(options.workers, opened.inputBytes);
  const progress = new Progress(workers);
  const stopListening = progress.interruptOn(signal);
  try {
    return await analyse({
      source: opened,
      options,
      workers,
      toolVersion: toolVersion(),
      spill: { folder: tmpdir(), prefix: '.cipherscope.' },
      hashed: true,
      progress,
      warn,
    });
  } finally {
    stopListening();
  }
}

/** Nothing would come of them: types keep them out, and this does where there are none. */
function refuseCommandLineSettings(given: Settings): void {
  for (const key of COMMAND_LINE_SETTINGS) {
    if (given[key] === undefined) continue;
    throw new UserError(
      `analyze(): ${key} is a setting of the command line. analyze() writes no files and ends no program: use the flows that it yields and the result that it returns.`,
    );
  }
}

/** The manifest says so where records were made with fewer recognisers than there are. */
function withRecognisers(options: AnalyzeOptions, proprietaryRecognisers: boolean): AnalyzeOptions {
  if (proprietaryRecognisers) return options;
  const recordedConfig = { ...options.recordedConfig, proprietary_recognisers: false };
  return { ...options, proprietaryRecognisers, recordedConfig };
}

/** Undefined for a stream. */
function pathsOf(source: AnalyzeSource): readonly string[] | undefined {
  if (typeof source === 'string') return [source];
  if (Array.isArray(source) && source.every((path) => typeof path === 'string')) return source;
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) return undefined;
  throw new UserError('analyze() expects a path, a list of paths, or an async iterable of the bytes of one capture.');
}
