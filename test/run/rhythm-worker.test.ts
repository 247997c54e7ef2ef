// The worker as it was built, with blocks as the main thread sends them.

import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { SeriesBlock } from '../../src/run/series-block.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const built = fileURLToPath(new URL('../../dist/run/rhythm-worker.js', import.meta.url));
const { around, exponential } = drawFrom(3);

it('judges the blocks it is sent in turn, again and again, and ends when it is ended', async () => {
  const blocks = [new SeriesBlock(), new SeriesBlock()];
  const worker = new Worker(built, { workerData: { shared: blocks.map(({ shared }) => shared) } });
  try {
    for (const block of [...blocks, ...blocks]) {
      for (const interval of [() => 60 * around(0.05), () => 60 * exponential()]) {
        const timesUs = eventsAfter(repeated(12, interval));
        block.put({ timesUs, sizes: undefined, count: timesUs.length });
      }
      block.send();
      while (!block.isJudged) await setTimeout(5);
      for (const at of [0, 1]) expect(block.result(at)).toEqual(block.judge(at));
      block.clear();
    }
  } finally {
    expect(await worker.terminate()).toBe(1);
  }
});
