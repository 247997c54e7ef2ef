// `cipherscope lake show | hold | prune`: what a lake holds, what must stay, what may go.

import { UserError } from '../base/user-error.ts';
import { Lake } from '../lake/lake.ts';
import { type LakeGaps, lakeGaps } from '../lake/lake-gaps.ts';
import { LAKE_TABLES, type LakeTable } from '../lake/lake-layout.ts';
import { namedReason } from '../lake/named-reason.ts';
import { holdCase, holds, prune } from '../lake/retention.ts';
import { counted, humanCount } from '../report/human-number.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import { ExitCode } from './exit-code.ts';
import { findingPlace } from './finding-place.ts';
import { withDuck } from './with-duck.ts';

export interface LakeIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly columns: number;
}

const ROW_NOUNS: Readonly<Record<LakeTable, [singular: string, plural: string]>> = {
  flows: ['flow', 'flows'],
  channels: ['channel', 'channels'],
  apps: ['row of apps', 'rows of apps'],
  findings: ['finding', 'findings'],
  coverage: ['row of coverage', 'rows of coverage'],
  sessions: ['session', 'sessions'],
};
const LISTED = 10;
const DAY_US = 86_400e6;

/** `nowUs`: of the reader's clock. */
export async function showLake(root: string, nowUs: number, io: LakeIo): Promise<number> {
  const lake = Lake.open(root, false);
  const { commits, damaged } = lake.commits();
  const quarantined = lake.quarantined();
  const partial = commits.filter((commit) => commit.partial !== undefined);
  const rows = (table: string) => commits.reduce((sum, commit) => sum + (commit.rows[table] ?? 0), 0);
  const incomplete = commits.filter((commit) =>
    LAKE_TABLES.some((table) => lake.tableFiles(table, [commit]).missing.length > 0),
  );
  const configs = new Set(commits.map(({ config_sha256 }) => config_sha256));
  const devices = new Set(commits.map(({ device }) => device));
  const lines = [
    `${counted(commits.length, 'capture')} of ${counted(devices.size, 'device')}: ${LAKE_TABLES.map((table) => counted(rows(table), ...ROW_NOUNS[table])).join(', ')}.`,
  ];
  if (configs.size > 1)
    lines.push(`${configs.size} configurations: results of different settings stand side by side; baselines mix them.`);
  if (holds(lake).length > 0)
    lines.push(
      `${counted(holds(lake).length, 'case')} held: ${holds(lake)
        .map(({ case: name }) => name)
        .join(', ')}.`,
    );
  listed(
    lines,
    partial.length,
    'read in part only',
    partial.map(({ captures, partial: why }) => namedReason(captures[0]?.path ?? '', why ?? '')),
  );
  listed(
    lines,
    quarantined.length,
    'set aside',
    quarantined.map(({ captures, reason }) => namedReason(captures[0] ?? '', reason)),
  );
  listed(
    lines,
    incomplete.length,
    'with files that somebody deleted',
    incomplete.map(({ capture_id, captures }) => `${capture_id} (${captures[0]?.file})`),
  );
  listed(lines, damaged.length, 'with a commit record that cannot be read', damaged);
  const { remarks, withoutLogs, sessions, unversionedSessions } = await readGaps(lake, nowUs, io.signal);
  listed(
    lines,
    remarks.length,
    'to be looked at',
    remarks.map(({ capture, reason }) => `${capture}: ${reason}`),
  );
  if (withoutLogs > 0)
    lines.push(`${counted(withoutLogs, 'capture')} without logs: apps are not known but by the capture itself.`);
  if (unversionedSessions > 0)
    lines.push(
      `${counted(unversionedSessions, 'session')} of ${humanCount(sessions)} without an inventory that tells version and signer of the app.`,
    );
  io.stdout.write(folded(`${lines.map((line) => visibleText(line)).join('\n')}\n`, io.columns));
  return incomplete.length > 0 || damaged.length > 0 ? ExitCode.partial : ExitCode.done;
}

export function readGaps(lake: Lake, nowUs: number, signal: AbortSignal): Promise<LakeGaps> {
  return withDuck({ signal }, (duck) => lakeGaps(lake, duck, nowUs));
}

/** Holds the captures of a finding, or those that are named. */
export async function holdInLake(
  root: string,
  name: string,
  { findings, captures, reason }: { findings: readonly string[]; captures: readonly string[]; reason: string },
  io: LakeIo,
): Promise<number> {
  const lake = Lake.open(root, false);
  const { commits } = lake.commits();
  const wanted = new Set(captures);
  for (const finding of findings)
    for (const id of (await findingPlace(lake, finding, io.signal)).captureIds) wanted.add(id);
  for (const id of wanted) {
    if (!commits.some(({ capture_id }) => capture_id === id))
      throw new UserError(`${id}: the lake has no such capture.`);
  }
  if (wanted.size === 0)
    throw new UserError(
      'Say what to hold: --finding ID, or --capture ID, of those that lake query "SELECT DISTINCT capture_id FROM flows" prints.',
    );
  const record = holdCase(
    lake,
    name,
    reason,
    commits.filter(({ capture_id }) => wanted.has(capture_id)),
  );
  const said = `${visibleText(name)}: ${counted(record.captures.length, 'capture')} held, ${counted(record.kept.length, 'file')} kept by hash.\n`;
  io.stdout.write(folded(said, io.columns));
  for (const { file, why } of record.lost)
    io.stderr.write(`cipherscope: ${visibleText(file)} ${why}: only its hash is kept.\n`);
  return record.lost.length > 0 ? ExitCode.partial : ExitCode.done;
}

/** `nowUs`: the moment from which ages count. */
export function pruneLake(root: string, days: number, dry: boolean, nowUs: number, io: LakeIo): number {
  const lake = Lake.open(root, false);
  const { removed, held } = prune(lake, nowUs - days * DAY_US, `older than ${days} days`, dry);
  const verb = dry ? 'would be removed' : 'removed';
  const kept = `${counted(held.length, 'capture')} kept because a case holds ${held.length === 1 ? 'it' : 'them'}.`;
  const lines = [`${counted(removed.length, 'capture')} ${verb}, ${kept}`];
  if (dry) lines.push(...shortened(removed.map(({ captures }) => captures[0]?.path ?? '').sort()));
  else if (removed.length > 0) lines.push('Their files are where they were: a batch over them takes them in again.');
  io.stdout.write(folded(`${lines.map((line) => visibleText(line)).join('\n')}\n`, io.columns));
  return ExitCode.done;
}

function listed(lines: string[], count: number, what: string, names: readonly string[]): void {
  if (count === 0) return;
  lines.push(`${counted(count, 'capture')} ${what}:`, ...shortened(names));
}

function shortened(names: readonly string[]): string[] {
  const more = names.length > LISTED ? [`  and ${humanCount(names.length - LISTED)} more`] : [];
  return [...names.slice(0, LISTED).map((name) => `  ${name}`), ...more];
}
