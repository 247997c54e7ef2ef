// Entry of a worker process of a batch: one capture after the other, each told to the parent when it is analysed and when it is done. While one
// waits for the disk, another is written and a third is analysed.
// A process and not a thread: a capture that kills its worker does not kill the batch, and its memory is its own.

import process from 'node:process';
import { type Duck, openDuck } from '../lake/duck.ts';
import { Lake } from '../lake/lake.ts';
import { visibleText } from '../report/safe-text.ts';
import { analyseBatchJob, type JobContext } from './batch-job.ts';
import type { FromBatchWorker, JobOutcome, ToBatchWorker, WorkerJob } from './batch-protocol.ts';
import { collectLater } from './collect-later.ts';
import { compileLater } from './compile-later.ts';

const DUCK_MEMORY_MB = 256;

compileLater();
collectLater();

let context: Promise<JobContext> | undefined;
let duck: Duck | undefined;

process.on('message', (message: ToBatchWorker) => {
  if (message.kind === 'setup') {
    const { lake, settings, policy, worker } = message;
    context = openDuck({ threads: 1, memoryMb: DUCK_MEMORY_MB }).then((opened) => {
      duck = opened;
      return { lake: Lake.open(lake, false), duck: opened, settings, policy, worker };
    });
    return;
  }
  work(message).then(
    (outcome) => tell({ kind: 'done', number: message.number, outcome }),
    (error: unknown) => {
      // A bug, or memory that ran out: the parent counts it against the capture.
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`${said.split('\n').map(visibleText).join('\n')}\n`);
      process.exit(1);
    },
  );
});

// The parent is gone, or has no more work.
process.on('disconnect', () => {
  duck?.close();
  process.exit(0);
});

async function work({ number, job }: WorkerJob): Promise<JobOutcome> {
  if (context === undefined) throw new Error('a job before its setup');
  const own = await context;
  // Two captures of one content are two jobs with one id.
  const analysed = await analyseBatchJob(job, { ...own, worker: `${own.worker}.${number}` });
  if (typeof analysed !== 'function') return analysed;
  tell({ kind: 'analysed', number });
  return analysed();
}

function tell(message: FromBatchWorker): void {
  process.send?.(message);
}
