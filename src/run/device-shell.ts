// Runs commands on the device: through adb, or on this machine. Whatever is started is a process group of its own and is ended by its id.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../base/user-error.ts';

export interface DeviceShell {
  /** Program and arguments that run `command`. */
  argv(command: string): readonly [string, readonly string[]];
  readonly isLocal: boolean;
}

export function adbShell(program: string, serial: string | undefined): DeviceShell {
  // exec-out, not shell: `adb shell` turns line ends into CRLF on old devices.
  const select = serial === undefined ? [] : ['-s', serial];
  return { argv: (command) => [program, [...select, 'exec-out', command]], isLocal: false };
}

export function localShell(): DeviceShell {
  return { argv: (command) => ['sh', ['-c', command]], isLocal: true };
}

export interface CommandEnd {
  /** Undefined: ended by us. Not zero where its output could not be written. */
  readonly code: number | undefined;
  /** The first of what it said on stderr. */
  readonly stderr: string;
}

export interface RunningCommand {
  readonly ended: Promise<CommandEnd>;
  stop(): void;
}

const STDERR_KEPT = 2048;
/** EX_IOERR of sysexits.h, of a command that did end well or by us. */
const UNWRITTEN = 74;

/** Starts `command` with its output going to the file `path`. Throws a UserError where the program is missing. */
export async function startCommand(shell: DeviceShell, command: string, path: string): Promise<RunningCommand> {
  const [program, args] = shell.argv(command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  await spawned(child, program, shell);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < STDERR_KEPT) stderr += chunk.toString('utf8');
  });
  let isStopped = false;
  const closed = new Promise<number | undefined>((resolve) => {
    child.on('close', (code) => resolve(isStopped ? undefined : (code ?? undefined)));
  });
  // Never rejects: nobody may be waiting yet, and the other logs are taken all the same.
  const written = pipeline(child.stdout, createWriteStream(path)).then(
    () => undefined,
    (error: Error) => {
      stopGroup(child);
      return error.message;
    },
  );
  return {
    ended: Promise.all([closed, written]).then(([code, fault]) =>
      fault === undefined
        ? { code, stderr: stderr.slice(0, STDERR_KEPT).trim() }
        : { code: code ?? UNWRITTEN, stderr: `cannot be written: ${fault}` },
    ),
    stop() {
      isStopped = true;
      stopGroup(child);
    },
  };
}

/** UID of a package on this machine, where it is an Android device that has it. */
export function installedUid(packageName: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile('pm', ['list', 'packages', '-U', packageName], { timeout: 20_000 }, (error, stdout) => {
      const line = stdout.split('\n').find((text) => text.startsWith(`package:${packageName} `));
      const uid = /\buid:(\d{1,10})/.exec(line ?? '')?.[1];
      resolve(error !== null || uid === undefined ? undefined : Number(uid));
    });
  });
}

function spawned(child: ChildProcess, program: string, shell: DeviceShell): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'EACCES') return reject(error);
      const hint = shell.isLocal ? '' : ': install the Android platform tools, or name the program with --adb-program';
      reject(new UserError(`${program} cannot be run (${error.code})${hint}.`));
    });
  });
}

/** The shell and whatever it started. */
function stopGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    child.kill('SIGTERM');
  }
}
