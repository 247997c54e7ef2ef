// Worker processes for a batch: each gets the next capture when it is done with one. A worker that dies or hangs is replaced, the capture
// tried once more, then set aside. Results do not depend on how many there are or who is faster.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BatchJob } from './batch-plan.ts';
import type { FromBatchWorker, JobOutcome, WorkerJob, WorkerSetup } from './batch-protocol.ts';
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
/** A fresh process now and then keeps what leaks, and fragmented memory, small. */
const JOBS_PER_PROCESS = 500;
const STDERR_KEPT = 2000;

interface Waiting {
  readonly number: number;
  readonly job: BatchJob;
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
    return done === true ? undefined : { number: next++, job: value, attempts: 0 };
  };

  const lane = async (lane: number): Promise<void> => {
    let generation = 0;
    for (let waiting = take(); waiting !== undefined; ) {
      const process = startWorker(task, `${lane}.${generation++}`);
      try {
        for (let done = 0; waiting !== undefined && done < JOBS_PER_PROCESS; done++) {
          waiting.attempts += 1;
          const outcome = await process.run(waiting, task);
          if (typeof outcome === 'string') {
            if (task.signal.aborted) return;
            if (waiting.attempts < MAX_ATTEMPTS) retries.push(waiting);
            else task.onOutcome(waiting.job, { kind: 'lost', reason: outcome, attempts: waiting.attempts });
            waiting = take();
            break;
          }
          if (outcome.kind === 'stopped') stopped ??= outcome.message;
          else task.onOutcome(waiting.job, outcome);
          waiting = take();
        }
      } finally {
        process.end();
      }
    }
  };
  await Promise.all(Array.from({ length: task.workers }, (_, i) => lane(i)));
  return { stopped };
}

interface BatchProcess {
  /** The outcome, or why there is none. */
  run(waiting: Waiting, task: PoolTask): Promise<JobOutcome | string>;
  end(): void;
}

function startWorker({ lake, settings, policy, memoryMb }: PoolTask, name: string): BatchProcess {
  const child = fork(fileURLToPath(new URL('./batch-worker.js', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${memoryMb}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-STDERR_KEPT);
  });
  const setup: WorkerSetup = { kind: 'setup', lake, settings, policy, worker: workerName(name) };
  child.send(setup);
  return {
    run: (waiting, task) => runIn(child, waiting, task, () => said),
    end: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function runIn(
  child: ChildProcess,
  { number, job }: Waiting,
  { timeoutMs, signal }: PoolTask,
  said: () => string,
): Promise<JobOutcome | string> {
  return new Promise((resolve) => {
    let reason: string | undefined;
    const kill = (why: string) => {
      reason ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => kill(`took longer than ${timeoutMs / 1000} s`), timeoutMs);
    const onAbort = () => kill('interrupted');
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (result: JobOutcome | string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      child.removeListener('message', onMessage);
      child.removeListener('close', onClose);
      resolve(result);
    };
    const onMessage = (message: unknown) => {
      const { number: of, outcome } = message as FromBatchWorker;
      if (of === number) settle(outcome);
    };
    const onClose = (code: number | null, killedBy: string | null) =>
      settle(reason ?? deathReason(code, killedBy, said()));
    child.on('message', onMessage);
    child.on('close', onClose);
    child.send({ kind: 'job', number, job } satisfies WorkerJob, (error) => {
      // A child that died before: 'close' says so, unless it came already.
      if (error !== null && child.exitCode !== null) onClose(child.exitCode, child.signalCode);
    });
  });
}

function deathReason(code: number | null, killedBy: string | null, said: string): string {
  if (/heap out of memory|allocation failed/i.test(said)) return 'needed more memory than a worker may use';
  const last = said.trim().split('\n')[0] ?? '';
  return `ended its worker (${killedBy ?? `code ${code}`})${last === '' ? '' : `: ${last}`}`;
}
