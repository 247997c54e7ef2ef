// `cipherscope check`: an analysis held against what an app team expects of a build. Ends with 1 where a rule is broken, with 4 where it is blind.

import { writeFileSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { GateCheck, type GateOutcome } from '../evidence/gate-check.ts';
import { stopMessage } from '../report/early-stop.ts';
import { gateJunit, gateLines, gateSarif } from '../report/gate-report.ts';
import { outputError } from '../report/output-error.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import type { EvidenceArea } from '../telemetry/coverage-record.ts';
import { analyze } from './analyze.ts';
import type { Settings } from './config-schema.ts';
import { ExitCode, worstExitCode } from './exit-code.ts';
import { readExpectations } from './gate-expectations.ts';
import { missedAreas } from './required-areas.ts';
import { toolVersion } from './tool-version.ts';

export interface CheckOptions {
  readonly captures: readonly string[];
  readonly expect: string;
  readonly settings: Settings;
  readonly requireAreas: readonly EvidenceArea[];
  readonly junit: string | undefined;
  readonly sarif: string | undefined;
  /** The working folder: SARIF names the expectations from there on. */
  readonly folder: string;
}

export interface CheckIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly columns: number;
}

export async function runCheck(options: CheckOptions, io: CheckIo): Promise<number> {
  const { expectations, lineOf } = readExpectations(options.expect);
  const gate = new GateCheck(expectations);
  // What concerns the writing of files has no meaning here.
  const { output: _o, json: _j, fail_on: _f, require_areas: _r, format: _t, ...settings } = options.settings;
  const flows = analyze(options.captures, {
    ...settings,
    signal: io.signal,
    onWarning: (message) => io.stderr.write(`cipherscope: ${visibleText(message)}\n`),
  });
  let step = await flows.next();
  while (step.done !== true) {
    gate.addFlow(step.value);
    step = await flows.next();
  }
  const { channels, apps, findings, coverage, manifest } = step.value;
  for (const channel of channels) gate.addChannel(channel);
  const outcomes = gate.outcomes(apps, findings);
  io.stdout.write(folded(gateLines(outcomes), io.columns));
  const names = manifest.captures.map(({ file }) => file);
  write('--junit', options.junit, gateJunit(expectations.app ?? names.join(', '), outcomes));
  const places = {
    expect: pathFrom(options.folder, options.expect),
    lineOf: ({ kind, index }: GateOutcome) => lineOf(kind, index),
    captures: names,
  };
  write('--sarif', options.sarif, gateSarif(toolVersion(), places, outcomes));
  const missed = missedAreas(options.requireAreas, coverage);
  if (missed.length > 0)
    io.stderr.write(`cipherscope: nothing was collected for ${missed.join(', ')}: --require-areas is not met.\n`);
  const cut = manifest.captures.flatMap((capture) => stopMessage(capture) ?? []);
  for (const one of cut) io.stderr.write(`cipherscope: ${visibleText(one)}: what follows was not tested.\n`);
  return worstExitCode([
    ...(missed.length > 0 ? [ExitCode.coverage] : []),
    ...codesOf(outcomes),
    ...(cut.length > 0 ? [ExitCode.partial] : []),
  ]);
}

function codesOf(outcomes: readonly GateOutcome[]): number[] {
  const codes: number[] = [];
  if (outcomes.some(({ status }) => status === 'blind')) codes.push(ExitCode.coverage);
  if (outcomes.some(({ status }) => status === 'broken')) codes.push(ExitCode.findings);
  return codes;
}

/** A pipeline's paths begin at its folder; of a file elsewhere only the name would mean something. */
function pathFrom(folder: string, path: string): string {
  const within = relative(folder, resolve(folder, path)).split(sep);
  return within[0] === '..' || within[0] === '' ? basename(path) : within.join('/');
}

function write(option: string, path: string | undefined, text: string): void {
  if (path === undefined) return;
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw outputError(error, path, { noun: 'file', option });
  }
}
