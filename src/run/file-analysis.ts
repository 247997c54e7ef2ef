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

/** The caller closes the analysis. */
export async function analyseFiles(source: OpenedSource, options: AnalyzeOptions, io: AnalyzeIo): Promise<Analysis> {
  const workers = workerCount(options.workers, source.inputBytes);
  return await analyse({
    source,
    options,
    workers,
    toolVersion: toolVersion(),
    spill: { folder: tmpdir(), prefix: '.cipherscope.' },
    hashed: false,
    progress: new Progress(workers),
    warn: (message) => {
      if (!options.quiet) io.stderr.write(`cipherscope: ${visibleText(message)}\n`);
    },
  });
}
