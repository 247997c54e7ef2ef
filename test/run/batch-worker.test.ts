import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { testLake } from '../support/lakes.ts';

const worker = fileURLToPath(new URL('../../dist/run/batch-worker.js', import.meta.url));

test('a worker answers each job, and ends when its parent lets go', async () => {
  const { lake } = await testLake();
  const child = fork(worker, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.send({ kind: 'setup', lake: lake.root, settings: {}, worker: 't' });
  child.send({ kind: 'job', number: 7, job: { captures: ['/nowhere/cap.pcap'], telemetry: [], device: 'x' } });
  const [message] = await once(child, 'message');
  expect(message).toMatchObject({
    number: 7,
    outcome: { kind: 'unfit', reason: expect.stringContaining('no such file') },
  });
  child.disconnect();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
