#!/usr/bin/env node
// The executable: hands the process's streams and signals to the command line, and ends with its exit code.
// The first Ctrl-C asks for an orderly end with what was read so far; the second ends at once.

import process from 'node:process';
import { compileLater } from '../run/compile-later.ts';
import { ExitCode } from '../run/exit-code.ts';
import { keepYoungGenerationSmall } from '../run/young-generation.ts';
import { runCommandLine } from './command-line.ts';

compileLater();
keepYoungGenerationSmall();

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, function onSignal() {
    if (!interruption.signal.aborted) {
      interruption.abort();
      return;
    }
    // exit() would wait for what the system is asked for, and a pipe that nobody writes to is never open: the signal itself ends the process.
    process.emit('exit', ExitCode.interrupted);
    process.removeListener(name, onSignal);
    process.kill(process.pid, name);
  });
}

// exit() rather than exitCode: a stdin or an interface that is still open must not keep the process alive.
process.exit(
  await runCommandLine(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    signal: interruption.signal,
  }),
);
