// Sizes of captures with their logs, to tell one that is still being written from one that is done.

import { statSync } from 'node:fs';
import { listLogFiles } from '../telemetry/log-file.ts';
import type { BatchJob } from './batch-plan.ts';

/** Bytes of all pieces and logs of each job, by the path of its first piece; what is gone counts nothing. */
export function captureSizes(jobs: readonly BatchJob[]): Map<string, number> {
  return new Map(
    jobs.map(({ captures, telemetry }) => [
      captures[0] ?? '',
      [...captures, ...logsOf(telemetry)].reduce(
        (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
        0,
      ),
    ]),
  );
}

function logsOf(telemetry: readonly string[]): string[] {
  try {
    return listLogFiles(telemetry).files.map(({ path }) => path);
  } catch {
    // Gone between two looks; the next one sees what is there.
    return [];
  }
}
