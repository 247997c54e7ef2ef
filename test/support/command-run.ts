// Runs the command line from source, in this process, with streams that are read afterwards.

import { Writable } from 'node:stream';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { ProcessView } from '../../src/cli/session.ts';

export interface CommandRun {
  code: number;
  stdout: string;
  stderr: string;
}

export async function runInProcess(args: readonly string[], view: Partial<ProcessView> = {}): Promise<CommandRun> {
  const stdout = new TextStream();
  const stderr = new TextStream();
  const { signal } = new AbortController();
  const code = await runCommandLine(args, { stdout, stderr, signal, environment: {}, folder: '/', ...view });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

export class TextStream extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
