// `cipherscope assure act | check`: runs the program of known behaviour, then asks capture and logs that were collected meanwhile what they saw of it.

import { readFile, writeFile } from 'node:fs/promises';
import { UserError } from '../base/user-error.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { counted } from '../report/human-number.ts';
import { outputError } from '../report/output-error.ts';
import { jsonLine, visibleText, wrapText } from '../report/safe-text.ts';
import { painter } from '../report/terminal-style.ts';
import type { AnalyzeIo } from './analyze-command.ts';
import { type AreaAssurance, checkAssurance, programFlows } from './assure-check.ts';
import { type AssurePlan, type AssureTruth, runAssureProgram } from './assure-program.ts';
import type { AnalyzeOptions } from './config.ts';
import { ExitCode } from './exit-code.ts';
import { analyseFiles } from './file-analysis.ts';
import { parseFileJson } from './file-text.ts';
import { openFiles } from './open-source.ts';

export async function runAssureAct(file: string, plan: AssurePlan, io: AnalyzeIo): Promise<number> {
  const truth = await runAssureProgram(plan, io.signal);
  try {
    await writeFile(file, `${JSON.stringify(truth, undefined, 2)}\n`);
  } catch (error) {
    throw outputError(error, file, { noun: 'file', option: 'assure act FILE' });
  }
  const { ip, port } = truth.destination;
  io.stderr.write(
    `cipherscope: UID ${truth.uid} made ${counted(truth.key_pairs, 'key pair')} and sent ${counted(truth.rounds, 'sealed report')} to ${visibleText(ip)}:${port}.\n` +
      `cipherscope: Now stop your collection, then: cipherscope assure check ${visibleText(file)} CAPTURE -t LOGS\n`,
  );
  return ExitCode.done;
}

export async function runAssureCheck(file: string, options: AnalyzeOptions, io: AnalyzeIo): Promise<number> {
  const truth = await readTruth(file);
  const source = await openFiles(options.captures);
  const analysis = await analyseFiles(source, options, io);
  try {
    const { result } = analysis;
    const flows: FlowRecord[] = [];
    for await (const flow of result.flows()) if (flow.resp.port === truth.destination.port) flows.push(flow);
    const areas = checkAssurance(truth, result.findings, flows, result.coverage);
    if (options.json) io.stdout.write(areas.map((area) => `${jsonLine(area)}\n`).join(''));
    else io.stdout.write(assuranceText(areas, programFlows(truth, flows).length > 0, io));
    return areas.every((area) => area.result === 'seen') ? ExitCode.done : ExitCode.coverage;
  } finally {
    analysis.close();
  }
}

async function readTruth(file: string): Promise<AssureTruth> {
  let value: Partial<AssureTruth>;
  try {
    value = parseFileJson(await readFile(file)) as Partial<AssureTruth>;
  } catch (error) {
    throw new UserError(`${file}: cannot be read as what assure act wrote: ${(error as Error).message}.`);
  }
  if (value?.schema !== 'cipherscope.assure/1' || value.destination === undefined || value.local_ports === undefined)
    throw new UserError(`${file}: is not what assure act wrote.`);
  return value as AssureTruth;
}

function assuranceText(areas: readonly AreaAssurance[], isCaptured: boolean, { columns, colour }: AnalyzeIo): string {
  const paint = painter(colour);
  const lines = areas.flatMap(({ area, result, detail, remedy }) => [
    `${area.padEnd(27)}${paint(result === 'seen' ? 'calm' : 'notice', result.padEnd(10))}${detail}`,
    ...(remedy === '' ? [] : wrapText(remedy, columns - 4, 6).map((line, i) => `${i === 0 ? '  → ' : '    '}${line}`)),
  ]);
  const blind = areas.filter(({ result }) => result === 'not seen').length;
  const verdict =
    blind === areas.length && !isCaptured
      ? 'The capture has nothing of this program: what your collection sees cannot be said.'
      : blind === 0
        ? 'Your collection sees every area of such a program.'
        : `Your collection is blind in ${blind} of 5 areas: what it does not see of this program it sees of no app like it.`;
  return `${lines.join('\n')}\n${verdict}\n`;
}
