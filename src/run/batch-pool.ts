// Worker processes for a batch: each gets the next capture when it has analysed one, and imports that meanwhile. A worker that dies or hangs is
// replaced; the captures that it had are tried once more, each with a worker to itself, so that only the one to blame is set aside.
// Results do not depend on how many workers there are or who is faster.

import type { BatchJob } from './batch-plan.ts';
import { type BatchProcess, type Death, startBatchProcess } from './batch-process.ts';
import type { JobOutcome } from './batch-protocol.ts';
import type { Settings } from './config-schema.ts';
import type { PolicyHashes } from './policy-hashes.ts';
import { workerName } from './worker-name.ts';

export interface PoolTask {
  readonly lake: string;
  readonly settings: Settings;
  /** Of the files that the settings name, when the batch began. */
  readonly policy: PolicyHashes;
  readonly workers: number;
  /** A capture that takes longer is given up. */
  readonly timeoutMs: number;
  /** The memory a worker may use for objects; a capture that needs more kills it. */
  readonly memoryMb: number;
  readonly signal: AbortSignal;
  /** Called once a job, when it is over. */
  readonly onOutcome: (job: BatchJob, outcome: JobOutcome | LostJob) => void;
}

/** The worker died or hung, as often as it was tried. */
export interface LostJob {
  readonly kind: 'lost';
  readonly reason: string;
  readonly attempts: number;
}

export const MAX_ATTEMPTS = 2;
/** Of one worker: one is analysed, one written, and one on its way to the disk. */
const CAPTURES_AT_ONCE = 3;
/** A fresh process now and then keeps what leaks, and fragmented memory, small. */
const JOBS_PER_PROCESS = 500;

interface Waiting {
  readonly number: number;
  readonly job: BatchJob;
  /** It was with a worker that died. */
  readonly isAlone: boolean;
  attempts: number;
}

/** Ends when every job is over, or with the first outcome that stops the batch. */
export async function runBatchPool(jobs: Iterable<BatchJob>, task: PoolTask): Promise<{ stopped: string | undefined }> {
  const iterator = jobs[Symbol.iterator]();
  const retries: Waiting[] = [];
  let next = 0;
  let stopped: string | undefined;

  const take = (): Waiting | undefined => {
    if (stopped !== undefined || task.signal.aborted) return undefined;
    const again = retries.shift();
    if (again !== undefined) return again;
    const { value, done } = iterator.next();
    return done === true ? undefined : { number: next++, job: value, isAlone: false, attempts: 0 };
  };

  const settle = (waiting: Waiting, outcome: JobOutcome | Death): void => {
    if (outcome.kind === 'death') {
      if (task.signal.aborted) return;
      if (outcome.isAnothers) waiting.attempts -= 1;
      if (waiting.attempts < MAX_ATTEMPTS) retries.push({ ...waiting, isAlone: true });
      else task.onOutcome(waiting.job, { kind: 'lost', reason: outcome.reason, attempts: waiting.attempts });
    } else if (outcome.kind === 'stopped') stopped ??= outcome.message;
    else task.onOutcome(waiting.job, outcome);
  };

  /** The captures of one process, until there is none, or it died, or it has had its share. */
  const serve = async (process: BatchProcess, first: Waiting): Promise<void> => {
    const running = new Set<Promise<void>>();
    for (let given = 0; given < JOBS_PER_PROCESS && !process.isDead; given++) {
      const own = given === 0 ? first : take();
      if (own === undefined) break;
      if (own.isAlone) await Promise.all(running);
      if (process.isDead) {
        retries.unshift(own);
        break;
      }
      own.attempts += 1;
      const { analysed, outcome } = process.run(own.number, own.job);
      const over = outcome.then((result) => {
        settle(own, result);
        running.delete(over);
      });
      running.add(over);
      await (own.isAlone ? over : analysed);
      if (running.size >= CAPTURES_AT_ONCE) await Promise.race(running);
    }
    await Promise.all(running);
  };

  const lane = async (lane: number): Promise<void> => {
    for (let generation = 0, first = take(); first !== undefined; generation++, first = take()) {
      const process = startWorker(task, `${lane}.${generation}`);
      try {
        await serve(process, first);
      } finally {
        process.end();
      }
    }
  };
  await Promise.all(Array.from({ length: task.workers }, (_, i) => lane(i)));
  return { stopped };
}

function startWorker({ lake, settings, policy, ...task }: PoolTask, name: string): BatchProcess {
  return startBatchProcess({ ...task, setup: { kind: 'setup', lake, settings, policy, worker: workerName(name) } });
}
