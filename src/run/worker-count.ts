// How many threads an analysis gets: what was asked for, else what the machine has and the input is worth.

import { availableParallelism } from 'node:os';
import { SHARDS } from '../flows/flow-key.ts';

/** Below this a second thread costs more than it saves (bench: a worker takes about 50 ms to start). */
const ONE_THREAD_BYTES = 16 << 20;

/** `inputBytes`: undefined where it is not known how much will come. */
export function workerCount(asked: number | undefined, inputBytes: number | undefined): number {
  if (!canStartWorkers()) return 1;
  const isSmall = inputBytes !== undefined && inputBytes < ONE_THREAD_BYTES;
  return Math.min(asked ?? (isSmall ? 1 : availableParallelism()), SHARDS);
}

/** Node 20 cannot load TypeScript in a worker: from sources everything runs in one thread. */
function canStartWorkers(): boolean {
  return import.meta.url.endsWith('.js');
}
