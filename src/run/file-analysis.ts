// The analysis of capture files for a command that shows part of its result and writes no folder.

import { tmpdir } from 'node:os';
import { visibleText } from '../report/safe-text.ts';
import { type Analysis, analyse } from './analysis.ts';
import type { AnalyzeIo } from './analyze-command.ts';
import type { AnalyzeOptions } from './config.ts';
import type { OpenedSource } from './open-source.ts';
import { Progress } from './progress.ts';
import { toolVersion } from './tool-version.ts';
import { workerCount } from './worker-count.ts';

/** The caller closes the analysis. AbortError where it is interrupted: part of a result is of no use to these commands. */
export async function analyseFiles(source: OpenedSource, options: AnalyzeOptions, io: AnalyzeIo): Promise<Analysis> {
  const workers = workerCount(options.workers, source.inputBytes);
  const progress = new Progress(workers);
  const stopListening = progress.interruptOn(io.signal);
  const analysis = await analyse({
    source,
    options,
    workers,
    toolVersion: toolVersion(),
    spill: { folder: tmpdir(), prefix: '.cipherscope.' },
    hashed: false,
    progress,
    warn: (message) => {
      if (!options.quiet) io.stderr.write(`cipherscope: ${visibleText(message)}\n`);
    },
  }).finally(stopListening);
  if (analysis.isInterrupted) {
    analysis.close();
    io.signal.throwIfAborted();
  }
  return analysis;
}
