// One worker process of a batch, seen from its parent: captures go in, outcomes come out, and a process that died or hung says why.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BatchJob } from './batch-plan.ts';
import type { FromBatchWorker, JobOutcome, WorkerJob, WorkerSetup } from './batch-protocol.ts';

export interface ProcessTask {
  readonly setup: WorkerSetup;
  /** A capture that takes longer is given up. */
  readonly timeoutMs: number;
  /** The memory a worker may use for objects; a capture that needs more kills it. */
  readonly memoryMb: number;
  readonly signal: AbortSignal;
}

/** The process ended before the capture was done. */
export interface Death {
  readonly kind: 'death';
  readonly reason: string;
  /** Another capture is to blame: it took too long. */
  readonly isAnothers: boolean;
}

export interface RunningJob {
  /** The next capture may come: this one is analysed, or over. */
  readonly analysed: Promise<void>;
  /** Never rejects. */
  readonly outcome: Promise<JobOutcome | Death>;
}

export interface BatchProcess {
  readonly isDead: boolean;
  run(number: number, job: BatchJob): RunningJob;
  /** No more captures come. */
  end(): void;
}

interface Running {
  readonly analysed: () => void;
  readonly settle: (outcome: JobOutcome | Death) => void;
}

/** What workers find in their environment; what the user sets counts. Threads of Node.js, which has 4: the files of a capture wait for the disk in
 *  them, and DuckDB and the next capture's reads should not stand in line behind; each would have a pool of memory of its own from glibc, some 25 MB
 *  together. And how long DuckDB's allocator keeps memory that is free before the system has it back (jemalloc, `opt.dirty_decay_ms`): of the one
 *  second that DuckDB says, what is written a moment later takes new pages, each of which is a fault, a fifth of the time of an import. */
export const WORKER_ENVIRONMENT = {
  UV_THREADPOOL_SIZE: '16',
  MALLOC_ARENA_MAX: '4',
  DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:10000',
};
const STDERR_KEPT = 2000;

export function startBatchProcess({ setup, timeoutMs, memoryMb, signal }: ProcessTask): BatchProcess {
  const child = fork(fileURLToPath(new URL('./batch-worker.js', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${memoryMb}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...WORKER_ENVIRONMENT, ...process.env },
  });
  const running = new Map<number, Running>();
  let said = '';
  let killed: { readonly reason: string; readonly number: number | undefined } | undefined;
  let death: string | undefined;
  const kill = (reason: string, number: number | undefined) => {
    killed ??= { reason, number };
    child.kill('SIGKILL');
  };
  const deathOf = (number: number, reason: string): Death => ({
    kind: 'death',
    reason,
    isAnothers: killed?.number !== undefined && killed.number !== number,
  });
  const onAbort = () => kill('interrupted', undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-STDERR_KEPT);
  });
  child.on('message', (message: FromBatchWorker) => {
    const own = running.get(message.number);
    if (message.kind === 'analysed') own?.analysed();
    else own?.settle(message.outcome);
  });
  // Of a child that was disconnected no 'close' comes.
  child.on('exit', () => signal.removeEventListener('abort', onAbort));
  child.on('close', (code, killedBy) => {
    death = killed?.reason ?? deathReason(code, killedBy, said);
    for (const [number, { settle }] of running) settle(deathOf(number, death));
  });
  // A child that died before it was sent to: 'close' says so.
  const send = (message: WorkerSetup | WorkerJob) => child.send(message, () => undefined);
  send(setup);
  return {
    get isDead() {
      return death !== undefined;
    },
    run: (number, job) => {
      let isAnalysed = () => {};
      const analysed = new Promise<void>((resolve) => {
        isAnalysed = resolve;
      });
      const outcome = new Promise<JobOutcome | Death>((resolve) => {
        const timer = setTimeout(() => kill(`took longer than ${timeoutMs / 1000} s`, number), timeoutMs);
        const settle = (result: JobOutcome | Death) => {
          clearTimeout(timer);
          running.delete(number);
          isAnalysed();
          resolve(result);
        };
        running.set(number, { analysed: isAnalysed, settle });
        if (death !== undefined) settle(deathOf(number, death));
        else send({ kind: 'job', number, job });
      });
      return { analysed, outcome };
    },
    end: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function deathReason(code: number | null, killedBy: string | null, said: string): string {
  if (/heap out of memory|allocation failed/i.test(said)) return 'needed more memory than a worker may use';
  const last = said.trim().split('\n')[0] ?? '';
  return `ended its worker (${killedBy ?? `code ${code}`})${last === '' ? '' : `: ${last}`}`;
}
