// All commands, in the order in which `--help` shows them. To add one: its file, a line here, its test. Light: `--help` loads this.

import type { CommandModule } from 'yargs';
import { analyzeCommand } from './analyze.ts';
import { assureCommand } from './assure.ts';
import { baselineCommand } from './baseline.ts';
import { batchCommand } from './batch.ts';
import { checkCommand } from './check.ts';
import { collectCommand } from './collect.ts';
import { configCommand } from './config.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { lakeCommand } from './lake.ts';
import { reportCommand } from './report.ts';
import type { Task } from './session.ts';
import { viewCommand } from './view.ts';

/** Each calls `begin` with its work when the command line names it. */
const COMMANDS: readonly ((begin: (task: Task) => void) => CommandModule)[] = [
  analyzeCommand,
  explainCommand,
  reportCommand,
  viewCommand,
  checkCommand,
  collectCommand,
  assureCommand,
  batchCommand,
  baselineCommand,
  lakeCommand,
  configCommand,
  doctorCommand,
];

export function commandModules(begin: (task: Task) => void): CommandModule[] {
  return COMMANDS.map((command) => command(begin));
}

/** 'analyze, report, … or doctor' */
export function commandNames(): string {
  const names = commandModules(() => undefined).map(({ command }) => String(command).split(' ')[0] ?? '');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
