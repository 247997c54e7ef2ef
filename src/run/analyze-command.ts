// `cipherscope analyze`: from options to files, summary and exit code.

import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { joinedMessage, stopMessage } from '../report/early-stop.ts';
import { counted } from '../report/human-number.ts';
import { NativeOutput } from '../report/native-output.ts';
import { policyMessages } from '../report/policy-messages.ts';
import { jsonLine, visibleText } from '../report/safe-text.ts';
import { terminalSummary } from '../report/terminal-summary.ts';
import { type Analysis, type AnalysisTask, analyse } from './analysis.ts';
import { INTERRUPTED } from './capture-manifest.ts';
import type { AnalyzeOptions } from './config.ts';
import { ExitCode, worstExitCode } from './exit-code.ts';
import { farApart } from './far-apart.ts';
import { inputRemarks, type OpenedSource, openSource } from './open-source.ts';
import { Progress } from './progress.ts';
import { ProgressLine } from './progress-line.ts';
import { missedAreas } from './required-areas.ts';
import { RhythmWatch } from './rhythm-watch.ts';
import { toolVersion } from './tool-version.ts';
import { workerCount } from './worker-count.ts';
import { writeFiles } from './write-files.ts';
import { limitYoungGeneration } from './young-generation.ts';

export interface AnalyzeIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly colour: boolean;
  readonly columns: number;
  readonly interactive: boolean;
}

export async function runAnalyze(options: AnalyzeOptions, io: AnalyzeIo): Promise<number> {
  const say = (message: string) => {
    if (!options.quiet) io.stderr.write(`cipherscope: ${visibleText(message)}\n`);
  };
  if (options.formats.length > 0) (await import('./report-command.ts')).formatsNamed(options.formats);
  const source = await openSource(options, io.signal);
  for (const message of inputRemarks(source)) say(message);
  const workers = workerCount(options.workers, source.inputBytes);
  const progress = new Progress(workers);
  const stopListening = progress.interruptOn(source.isLive ? undefined : io.signal);
  const line = new ProgressLine(io.stderr, io.interactive && !options.quiet, source.totalBytes, progress);
  let output: NativeOutput | undefined;
  let analysis: Analysis | undefined;
  try {
    output = options.output === undefined ? undefined : await NativeOutput.open(options.output, `${process.pid}`);
    analysis = await analyse({
      source: options.quiet ? source : watched(source, (message) => line.above(() => say(message))),
      options,
      workers,
      toolVersion: toolVersion(),
      spill: spillOf(output?.folder, options),
      hashed: output !== undefined,
      progress,
      warn: say,
      onRead: limitYoungGeneration,
    });
    line.stop();
    const files =
      output === undefined
        ? undefined
        : await writeFiles(analysis, output, workers, options.verbose ? say : () => undefined);
    if (files !== undefined && options.output !== undefined && options.formats.length > 0) {
      const { renderFormats } = await import('./report-command.ts');
      const { output: folder, formats } = options;
      const choices = { approved: new Set<string>() };
      await renderFormats({ folder, formats, output: folder, choices, suffix: `${process.pid}` });
      files.push(...new Set(formats.map((name) => `${name}/`)));
    }
    io.stdout.write(printed(options, io, analysis, files));
    for (const message of messages(analysis, source, options)) say(message);
    if (options.verbose) say(`features digest ${analysis.result.manifest.counts['features_digest']}`);
    return exitCode(options, source, analysis, say);
  } finally {
    line.stop();
    stopListening();
    analysis?.close();
    await output?.discard();
  }
}

/** Rhythms of a stream are told while it runs, if it is a live one. */
function watched(source: OpenedSource, tell: (message: string) => void): OpenedSource {
  const { stream } = source;
  if (stream === undefined) return source;
  const watch = new RhythmWatch(tell, () => (performance.timeOrigin + performance.now()) * 1000);
  return { ...source, stream: watch.passing(stream) };
}

/** Where flow lines wait. Rules of an allowlist may ask for the names of certificates, which only the lines hold. */
function spillOf(folder: string | undefined, { policyPaths }: AnalyzeOptions): AnalysisTask['spill'] {
  if (folder === undefined && policyPaths.allowlist === undefined) return undefined;
  return { folder: folder ?? tmpdir(), prefix: '.cipherscope.' };
}

function printed(
  options: AnalyzeOptions,
  io: AnalyzeIo,
  { result }: Analysis,
  files: readonly string[] | undefined,
): string {
  if (options.json) return result.findings.map((finding) => `${jsonLine(finding)}\n`).join('');
  if (options.quiet) return '';
  const written =
    files === undefined || options.output === undefined ? {} : { written: { folder: options.output, files } };
  return terminalSummary(result, { columns: io.columns, colour: io.colour, verbose: options.verbose, ...written });
}

function messages({ result, isInterrupted }: Analysis, source: OpenedSource, options: AnalyzeOptions): string[] {
  const said = result.manifest.captures.flatMap((capture) => {
    const { stop } = capture;
    const stopped = stop.reason === INTERRUPTED ? undefined : stopMessage(capture);
    if (stopped === undefined) return [];
    return ['read_on' in stop ? `${stopped}.` : `${stopped}. What could be read is analysed.`];
  });
  said.push(...result.manifest.captures.flatMap((capture) => joinedMessage(capture) ?? []));
  said.push(...policyMessages(result.manifest.policy), ...farApart(result.manifest.captures));
  const evicted = result.manifest.counts['evicted_flows'] ?? 0;
  if (evicted > 0)
    said.push(
      `${counted(evicted, 'flow was', 'flows were')} ended early because the flow table was full: raise --max-flows.`,
    );
  for (const name of options.onlyApps) {
    if (!result.apps.some(({ uid, packages }) => String(uid) === name || packages.includes(name)))
      said.push(`no flow belongs to ${name}, which --only-app names.`);
  }
  const outside = result.manifest.counts['packets_outside_window'] ?? 0;
  if (outside > 0 && result.totals.packets === 0) {
    said.push(`nothing lies between --start and --end: ${counted(outside, 'packet is', 'packets are')} left out.`);
  }
  if (isInterrupted) said.push('interrupted: the result holds what was read until then.');
  const dropped = source.droppedPackets();
  if (dropped > 0)
    said.push(
      `${counted(dropped, 'packet was', 'packets were')} dropped because they came faster than they were read.`,
    );
  return said;
}

function exitCode(
  options: AnalyzeOptions,
  source: OpenedSource,
  analysis: Analysis,
  say: (message: string) => void,
): number {
  const codes: number[] = [];
  if (analysis.isInterrupted) codes.push(ExitCode.interrupted);
  if (analysis.isPartial || source.unreadable.length > 0) codes.push(ExitCode.partial);
  const missed = missedAreas(options.requireAreas, analysis.result.coverage);
  if (missed.length > 0) {
    codes.push(ExitCode.coverage);
    say(`nothing was collected for ${missed.join(', ')}: --require-areas is not met.`);
  }
  const verdicts = new Set(analysis.result.findings.map((finding) => finding.verdict));
  const reached =
    options.failOn === 'alert' ? verdicts.has('alert') : verdicts.has('alert') || verdicts.has('observation');
  if (options.failOn !== undefined && reached) codes.push(ExitCode.findings);
  return worstExitCode(codes);
}
