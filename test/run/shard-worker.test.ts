// The worker as it was built, driven by the messages that the pool sends.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { SHARDS } from '../../src/flows/flow-key.ts';
import { Progress } from '../../src/run/progress.ts';
import type { FromWorker, ToWorker, WorkerTask } from '../../src/run/shard-protocol.ts';
import { captureOf, connection, SETTINGS } from '../support/analysed.ts';
import { outputFolder } from '../support/output-folder.ts';

const built = fileURLToPath(new URL('../../dist/run/shard-worker.js', import.meta.url));
const bytes = captureOf(connection('10.0.0.1:1', '203.0.113.7:80', ['a question', 'an answer']));

function taskOf(task: Partial<WorkerTask>): WorkerTask {
  const settings = { ...SETTINGS, shards: Array.from({ length: SHARDS }, (_, shard) => shard) };
  return { worker: 0, settings, pieces: undefined, spill: undefined, progress: new Progress(1).shared, ...task };
}

/** All messages of a worker until it ends. */
function messagesOf(task: WorkerTask, sent: readonly ToWorker[] = []): Promise<FromWorker[]> {
  const worker = new Worker(built, { workerData: task });
  const messages: FromWorker[] = [];
  for (const message of sent) worker.postMessage(message);
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      messages.push(message);
      if (message.kind === 'refused') worker.terminate();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve(messages));
  });
}

const kindsOf = (messages: readonly FromWorker[]) => messages.map(({ kind }) => kind);

describe('the shard worker', () => {
  it('reads files, posts its flows, then its report, and ends', async () => {
    const path = join(await outputFolder(), 'a.pcap');
    writeFileSync(path, bytes);
    const messages = await messagesOf(taskOf({ pieces: [{ path, firstUs: undefined }] }));
    expect(kindsOf(messages)).toEqual(['batch', 'done']);
    expect(messages[0]).toMatchObject({ batch: { count: 1 } });
    expect(messages[1]).toMatchObject({ report: { pieces: [{ packets: 7, isEnded: true }] } });
  });

  it('reads chunks as they come and says when each was taken', async () => {
    const chunks = [bytes.subarray(0, 100), bytes.subarray(100)].map(
      (chunk): ToWorker => ({ kind: 'chunk', bytes: chunk }),
    );
    const messages = await messagesOf(taskOf({}), [...chunks, { kind: 'end', failure: undefined }]);
    expect(kindsOf(messages)).toEqual(['taken', 'taken', 'batch', 'done']);
  });

  it('ends a stream early that failed, with the reason', async () => {
    const messages = await messagesOf(taskOf({}), [
      { kind: 'chunk', bytes },
      { kind: 'end', failure: { message: 'unexpected end of file', code: 'Z_BUF_ERROR' } },
    ]);
    expect(messages.at(-1)).toMatchObject({
      kind: 'done',
      report: {
        pieces: [{ packets: 7, stop: { kind: 'truncated', reason: expect.stringContaining('unexpected end') } }],
      },
    });
  });

  it('posts what a person can mend, with its exit code', async () => {
    const messages = await messagesOf(taskOf({ pieces: [{ path: '/nowhere/a.pcap', firstUs: undefined }] }));
    expect(messages).toEqual([{ kind: 'refused', message: expect.stringContaining('no such file'), exitCode: 66 }]);
  });

  it('stops where it is interrupted', async () => {
    const progress = new Progress(1);
    progress.interrupt();
    const messages = await messagesOf(taskOf({ progress: progress.shared }));
    expect(messages).toEqual([{ kind: 'done', report: expect.objectContaining({ interrupted: true }) }]);
  });
});
