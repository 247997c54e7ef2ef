// Runs the program as users do: dist/cli/main.js in a process of its own.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const builtMain: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CommandResult {
  /** Undefined when a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called once the process runs, to write to it or to interrupt it; without it stdin is empty. */
  begun?(child: ChildProcessWithoutNullStreams): void;
}

/** Below the limit of a test, so that a program that hangs does not outlive the test. */
const HANG_MS = 45_000;

/** Rejects where dist/ is absent: a test of the command line needs `npm run build` first. */
export async function runBuilt(
  args: readonly string[],
  { cwd, env, begun }: CommandOptions = {},
): Promise<CommandResult> {
  if (!existsSync(builtMain)) throw new Error('dist/ is absent: npm run build');
  const child = spawn(process.execPath, [builtMain, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '', ...env },
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const result: CommandResult = { code: undefined, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
  });
  child.stdin.on('error', () => {});
  if (begun === undefined) child.stdin.end();
  else begun(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code: code ?? undefined }));
  });
}
