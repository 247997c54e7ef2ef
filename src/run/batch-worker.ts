// Entry of a worker process of a batch: one capture after the other, each told to the parent when it is done.
// A process and not a thread: a capture that kills its worker takes nobody else with it, and its memory is its own.

import process from 'node:process';
import { type Duck, openDuck } from '../lake/duck.ts';
import { Lake } from '../lake/lake.ts';
import { visibleText } from '../report/safe-text.ts';
import { type JobContext, runBatchJob } from './batch-job.ts';
import type { FromBatchWorker, ToBatchWorker } from './batch-protocol.ts';
import { compileLater } from './compile-later.ts';

const DUCK_MEMORY_MB = 256;

compileLater();

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
  const { number, job } = message;
  work(number, () =>
    (context ?? Promise.reject(new Error('a job before its setup'))).then((own) => runBatchJob(job, own)),
  );
});

// The parent is gone, or has no more work.
process.on('disconnect', () => {
  duck?.close();
  process.exit(0);
});

function work(number: number, run: () => Promise<FromBatchWorker['outcome']>): void {
  run().then(
    (outcome) => process.send?.({ number, outcome } satisfies FromBatchWorker),
    (error: unknown) => {
      // A bug, or memory that ran out: the parent counts it against the capture.
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`${said.split('\n').map(visibleText).join('\n')}\n`);
      process.exit(1);
    },
  );
}
