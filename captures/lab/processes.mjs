// Starts programs inside a network namespace and ends them by their own id, never by name.
// `ip netns exec` and setpriv replace themselves with the program, so the child's id is the program's own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

const PATIENCE_MS = 15_000;
const running = new Set();

/** Runs `command` in namespace `space`; what it says on stderr is passed on under its name. `stdoutFile` takes its output, if given. */
export function start(name, space, command, { env = {}, stdoutFile } = {}) {
  const stdout = stdoutFile === undefined ? 'pipe' : openSync(stdoutFile, 'w');
  const child = spawn('ip', ['netns', 'exec', space, ...command], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    stdio: ['ignore', stdout, 'pipe'],
  });
  if (stdoutFile !== undefined) closeSync(stdout);
  const program = { name, child, exit: once(child, 'exit').then(([code]) => code) };
  createInterface(child.stderr).on('line', (line) => console.error(`${name}: ${line}`));
  running.add(program);
  program.exit.then(() => running.delete(program));
  return program;
}

/** The command line that runs `command` as `uid` with no groups and no capabilities, as Android runs an app. */
export function asUser(uid, ...command) {
  const ids = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all'];
  return ['setpriv', ...ids, ...command];
}

/** Waits until the program has written a line with `words`, on stdout or stderr; fails if it ends first or takes too long. */
export async function saying({ name, child, exit }, words) {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const said = Promise.race(
    streams.map(
      (stream) =>
        new Promise((resolve) => {
          createInterface(stream).on('line', (line) => line.includes(words) && resolve('said'));
        }),
    ),
  );
  const outcome = await Promise.race([said, exit.then(() => 'ended'), after(PATIENCE_MS, 'silent')]);
  if (outcome !== 'said') throw new Error(`${name} did not say "${words}": ${outcome}`);
}

/** Asks a program to end as Ctrl-C would, and waits for it. */
export async function stop({ name, child, exit }, signal = 'SIGINT') {
  child.kill(signal);
  if ((await Promise.race([exit, after(PATIENCE_MS, 'late')])) === 'late') throw new Error(`${name} does not stop`);
}

/** Ends, at once, every program that was started here and still runs, and waits until they are gone. */
export async function stopAll() {
  const last = [...running];
  for (const { child } of last) child.kill('SIGKILL');
  await Promise.all(last.map(({ exit }) => exit));
}

/** `value`, after `ms`; does not keep the process alive on its own account. */
export function after(ms, value) {
  return new Promise((resolve) => setTimeout(resolve, ms, value).unref());
}
