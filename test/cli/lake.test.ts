import { expect, test } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { put, testLake } from '../support/lakes.ts';

test('a lake is queried from the command line', async () => {
  const own = await testLake();
  await put(own, 'one');
  const { code, stdout } = await runBuilt(['lake', 'query', 'SELECT count(*) AS n FROM apps', '--lake', own.lake.root]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).n).toBeGreaterThan(0);
});
