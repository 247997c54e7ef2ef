import { mkdirSync, writeFileSync } from 'node:fs';
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

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await runJobs(batchFolder(2), { signal: controller.signal })).outcomes).toEqual([]);
  });
});
