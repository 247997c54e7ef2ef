// Sizes of captures, to tell one that is still being written from one that is done.

import { statSync } from 'node:fs';
import type { BatchJob } from './batch-plan.ts';

/** Bytes of all pieces of each job, by the path of its first; a piece that is gone counts nothing. */
export function captureSizes(jobs: readonly BatchJob[]): Map<string, number> {
  return new Map(
    jobs.map(({ captures }) => [
      captures[0] ?? '',
      captures.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
    ]),
  );
}
