import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { workerCount } from '../../src/run/worker-count.ts';
import { builtModule } from '../support/built-module.ts';

type WorkerCount = typeof import('../../src/run/worker-count.ts');

const cores = Math.min(availableParallelism(), 4);

describe('workerCount', () => {
  it('is one from sources, which no thread can load', () => {
    expect(workerCount(4, undefined)).toBe(1);
    expect(workerCount(undefined, 1e12)).toBe(1);
  });

  it('is what was asked for, up to the number of shards', async () => {
    const built = await builtModule<WorkerCount>('run/worker-count.ts');
    expect([1, 2, 4, 5, 256].map((asked) => built.workerCount(asked, 0))).toEqual([1, 2, 4, 4, 4]);
  });

  it('is by default one for a small input, and one a core for a large one or one that may become large', async () => {
    const built = await builtModule<WorkerCount>('run/worker-count.ts');
    expect([0, 1e6, 1e8, undefined].map((bytes) => built.workerCount(undefined, bytes))).toEqual([1, 1, cores, cores]);
  });
});
