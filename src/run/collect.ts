// One collection: begin, stream, end, and the chain of custody. What fails on the way is noted there and said; the rest is taken all the same.

import {
  accessSync,
  constants,
  createWriteStream,
  existsSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../base/user-error.ts';
import { makeFolder } from '../lake/make-folder.ts';
import { outputError } from '../report/output-error.ts';
import { CUSTODY_FILE, DEVICE_FILE } from '../telemetry/collection-device.ts';
import { type CollectTarget, type CollectTask, collectPlan, planLines } from './collect-plan.ts';
import { collectionRemarks, missingApps, zoneOfDevice } from './collect-remarks.ts';
import { CustodyLog } from './custody.ts';
import { type DeviceShell, type RunningCommand, startCommand } from './device-shell.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';
import { ProcessStates, type WatchedApp } from './process-states.ts';

export interface CollectSettings extends CollectTarget {
  readonly shell: DeviceShell;
  readonly folder: string;
  /** Local apps whose UID is known. */
  readonly watched: readonly WatchedApp[];
  /** Undefined: until the signal. */
  readonly durationS: number | undefined;
  readonly toolVersion: string;
  readonly signal: AbortSignal;
  say(text: string): void;
}

interface Stream {
  readonly task: CollectTask;
  readonly startedAt: Date;
  readonly running: RunningCommand;
}

/** How long a dump of the device may take. */
const COMMAND_MS = 60_000;
/** There before anything is taken. */
const OWN_FILES: ReadonlySet<string> = new Set([CUSTODY_FILE, DEVICE_FILE]);

export async function collect(settings: CollectSettings): Promise<number> {
  const { folder } = settings;
  const isNew = !existsSync(folder);
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw outputError(error, folder);
  }
  if (readdirSync(folder).length > 0) throw new UserError(`${folder} is not empty: give a new folder with -o.`);
  // Only now: what is refused has no plan to consent to.
  for (const line of planLines(settings)) settings.say(line);
  try {
    return await collectInto(settings);
  } catch (error) {
    // No device, nothing taken: the next try may have the folder. What was taken stays, with its custody.
    const names = readdirSync(folder);
    if (error instanceof UserError && names.every((name) => OWN_FILES.has(name))) {
      for (const name of names) rmSync(join(folder, name));
      if (isNew) rmdirSync(folder);
    }
    throw error;
  }
}

async function collectInto(settings: CollectSettings): Promise<number> {
  const { folder, say } = settings;
  const plan = collectPlan(settings);
  const custody = new CustodyLog(join(folder, CUSTODY_FILE), () => new Date());
  custody.add({
    event: 'started',
    by: `${userInfo().username}@${hostname()}`,
    tool: `cipherscope ${settings.toolVersion}`,
    source: settings.kind,
    apps: settings.apps,
    plan: plan.map(({ file, takes, command }) => ({ file, takes, ...(command === undefined ? {} : { command }) })),
  });
  const failures: string[] = [];
  const begins = plan.filter(({ when }) => when === 'begin');
  for (const task of begins) await runOnce(task, settings, custody, failures);
  for (const remark of missingApps(folder, settings)) say(remark);
  const streams: Stream[] = [];
  try {
    await startStreams(plan, settings, streams);
    say(
      `collecting into ${folder}${settings.durationS === undefined ? '; Ctrl-C ends it' : ` for ${settings.durationS} s`}`,
    );
    await untilEnd(settings, streams);
  } catch (error) {
    // They are process groups of their own and would go on.
    for (const { running } of streams) running.stop();
    throw error;
  }
  await stopStreams(streams, settings, custody, failures);
  for (const task of plan.filter(({ when }) => when === 'end')) await runOnce(task, settings, custody, failures);
  custody.add({ event: 'ended', failures });
  say(`${CUSTODY_FILE} ends with the line of SHA-256 ${custody.lastSha256}: note it where nobody can change it.`);
  for (const failure of failures) say(failure);
  for (const remark of collectionRemarks(folder, plan)) say(remark);
  const zone = settings.kind === 'adb' ? zoneOfDevice(folder) : undefined;
  const more = zone === undefined ? '' : ` --device-tz ${zone}`;
  say(`the logs are in ${folder}. Next: cipherscope analyze CAPTURE -t ${folder}${more}`);
  return failures.length === 0 ? ExitCode.done : ExitCode.partial;
}

async function runOnce(
  task: CollectTask,
  settings: CollectSettings,
  custody: CustodyLog,
  failures: string[],
): Promise<void> {
  const path = join(settings.folder, task.file);
  const startedAt = new Date();
  if (task.command === undefined) {
    writeApps(path, settings.watched);
    await taken(task, path, startedAt, { code: 0, stderr: '' }, custody, failures);
    return;
  }
  const running = await startCommand(settings.shell, task.command, path);
  const timer = setTimeout(() => running.stop(), COMMAND_MS);
  const end = await running.ended;
  clearTimeout(timer);
  // The first command is the one that finds out that there is no device.
  if (task.file === DEVICE_FILE && end.code !== 0)
    throw new UserError(`The device does not answer: ${end.stderr || `exit code ${end.code}`}.`, ExitCode.io);
  await taken(task, path, startedAt, end, custody, failures);
}

/** Adds each to `streams` once it runs. */
async function startStreams(plan: readonly CollectTask[], settings: CollectSettings, streams: Stream[]): Promise<void> {
  for (const task of plan) {
    if (task.when !== 'stream') continue;
    const path = join(settings.folder, task.file);
    const running =
      task.command === undefined
        ? watchProcesses(path, settings)
        : await startCommand(settings.shell, task.command, path);
    streams.push({ task, startedAt: new Date(), running });
  }
}

/** Ends with the time, with the signal, or when the sockets are not polled any more: without them a collection is worth little. */
async function untilEnd({ durationS, signal }: CollectSettings, streams: readonly Stream[]): Promise<void> {
  const ended = new AbortController();
  const sockets = streams.find(({ task }) => task.file === 'procnet.log');
  const limit =
    durationS === undefined
      ? new Promise<void>(() => undefined)
      : wait(durationS * 1000, undefined, { signal: ended.signal });
  // Nothing else may keep the process alive.
  const alive = setInterval(() => undefined, 60_000);
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([limit, aborted, ...(sockets === undefined ? [] : [sockets.running.ended])]);
  clearInterval(alive);
  limit.catch(() => undefined);
  ended.abort();
}

async function stopStreams(
  streams: readonly Stream[],
  settings: CollectSettings,
  custody: CustodyLog,
  failures: string[],
): Promise<void> {
  for (const { running } of streams) running.stop();
  for (const { task, startedAt, running } of streams)
    await taken(task, join(settings.folder, task.file), startedAt, await running.ended, custody, failures);
}

async function taken(
  task: CollectTask,
  path: string,
  startedAt: Date,
  end: Awaited<RunningCommand['ended']>,
  custody: CustodyLog,
  failures: string[],
): Promise<void> {
  const bytes = statSync(path).size;
  const isFailed = end.code !== undefined && end.code !== 0;
  custody.add({
    event: 'taken',
    file: task.file,
    bytes,
    sha256: await fileSha256(path),
    started: startedAt.toISOString(),
    ...(end.code === undefined ? {} : { exit_code: end.code }),
    ...(end.stderr === '' ? {} : { stderr: end.stderr }),
  });
  if (isFailed && task.optional !== true) failures.push(`${task.file}: ${end.stderr || `exit code ${end.code}`}`);
}

function writeApps(path: string, apps: readonly WatchedApp[]): void {
  const rows = apps.map(({ packageName, uid }) => ({
    schema: 'cipherscope.app/1',
    'package.name': packageName,
    'android.uid': uid,
    'event.dataset': 'collect.local',
  }));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function watchProcesses(path: string, { watched, intervalS }: CollectSettings): RunningCommand {
  const out = createWriteStream(path);
  const states = new ProcessStates(watched, (row) => out.write(`${JSON.stringify(row)}\n`));
  states.look(Date.now());
  const timer = setInterval(() => states.look(Date.now()), intervalS * 1000);
  let finish: () => void;
  const ended = new Promise<{ code: undefined; stderr: string }>((resolve) => {
    finish = () => out.end(() => resolve({ code: undefined, stderr: '' }));
  });
  return {
    ended,
    stop() {
      clearInterval(timer);
      states.end(Date.now());
      finish();
    },
  };
}
