import { expect, it } from 'vitest';
import type { Duck } from '../../src/lake/duck.ts';
import { withDuck } from '../../src/run/with-duck.ts';

it('gives what the work gives, and closes when it is done or failed', async () => {
  let opened: Duck | undefined;
  const rows = await withDuck({ threads: 1 }, (duck) => {
    opened = duck;
    return duck.plainRows('SELECT 1 AS one');
  });
  expect(rows).toEqual([{ one: 1 }]);
  await expect(opened?.rows('SELECT 1')).rejects.toThrow();
  await expect(withDuck({ threads: 1 }, () => Promise.reject(new Error('of the work')))).rejects.toThrow('of the work');
});

it('an interruption ends work of many statements, whenever it comes', async () => {
  for (const waitMs of [0, 3, 30]) {
    const interruption = new AbortController();
    const work = withDuck({ threads: 1, signal: interruption.signal }, async (duck) => {
      for (let i = 0; i < 20; i++) await duck.run('SELECT 1');
      await duck.run('CREATE TABLE t AS SELECT sum(range) FROM range(100000000000000)');
    });
    setTimeout(() => interruption.abort(), waitMs);
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  }
});
