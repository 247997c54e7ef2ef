import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planFolders } from '../../src/run/batch-plan.ts';
import type * as Pool from '../../src/run/batch-pool.ts';
import { batchFolder } from '../support/batch-captures.ts';
import { builtModule } from '../support/built-module.ts';
import { testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

const { runBatchPool } = await builtModule<typeof Pool>('run/batch-pool.ts');

async function runJobs(folder: string, task: Partial<Pool.PoolTask> = {}) {
  const { lake } = await testLake();
  const outcomes: string[] = [];
  const reasons: string[] = [];
  const { stopped } = await runBatchPool(planFolders([folder], undefined), {
    lake: lake.root,
    settings: {},
    policy: {},
    workers: 2,
    timeoutMs: 30_000,
    memoryMb: 256,
    signal: new AbortController().signal,
    onOutcome: (_, outcome) => {
      outcomes.push(outcome.kind);
      if ('reason' in outcome) reasons.push(outcome.reason);
    },
    ...task,
  });
  return { lake, outcomes, reasons, stopped };
}

describe('a pool of worker processes', () => {
  it('gives the same lake whatever its size', async () => {
    const folder = batchFolder(6);
    const lakes = [await runJobs(folder, { workers: 1 }), await runJobs(folder, { workers: 3 })];
    const [one, three] = lakes.map(({ lake }) => lake.commits().commits);
    expect(one).toHaveLength(6);
    expect(three).toEqual(one);
  });

  it('gives a capture up that takes too long, and does the others', async () => {
    // A pipe that nobody writes to would never end; the pool must not wait for it.
    const folder = batchFolder(2);
    const { outcomes, reasons } = await runJobs(folder, { timeoutMs: 1 });
    expect(outcomes).toEqual(['lost', 'lost']);
    for (const reason of reasons) expect(reason).toBe('took longer than 0.001 s');
  });

  it('sets a capture aside that needs more memory than a worker may use, after a second try', async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/cap.pcap'), '');
    const { outcomes, stopped } = await runJobs(batchFolder(1), { memoryMb: 8 });
    expect(stopped).toBeUndefined();
    expect(outcomes).toEqual(['lost']);
  });

  it('loses no capture of a worker that somebody kills, nor sets one aside', async () => {
    let kills = 0;
    const done: string[] = [];
    const { lake, stopped } = await runJobs(batchFolder(6), {
      workers: 1,
      timeoutMs: 600_000,
      onOutcome: (_, outcome) => {
        done.push('reason' in outcome ? outcome.reason : outcome.kind);
        if (done.length === 2) for (const pid of workerPids()) kills += process.kill(pid, 'SIGKILL') ? 1 : 0;
      },
    });
    expect(stopped).toBeUndefined();
    expect(kills).toBe(1);
    expect(done).toHaveLength(6);
    // One that died between its commit and its word is known when it is tried again.
    expect(done.filter((kind) => kind !== 'imported' && kind !== 'known')).toEqual([]);
    expect(lake.commits().commits).toHaveLength(6);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await runJobs(batchFolder(2), { signal: controller.signal })).outcomes).toEqual([]);
  });
});

/** Of this test's own pool. */
function workerPids(): number[] {
  const tasks = `/proc/${process.pid}/task`;
  const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' '));
  return children
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('batch-worker'))
    .map(Number);
}
