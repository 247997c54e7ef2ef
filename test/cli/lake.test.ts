import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { put, testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

test('a lake is queried from the command line', async () => {
  const own = await testLake();
  await put(own, 'one');
  const { code, stdout } = await runBuilt(['lake', 'query', 'SELECT count(*) AS n FROM apps', '--lake', own.lake.root]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).n).toBeGreaterThan(0);
});

test('the report over all apps is written from the command line, and asks where', async () => {
  const own = await testLake();
  await put(own, 'one');
  const output = join(testFolder(), 'report');
  const { code, stdout } = await runBuilt(['lake', 'report', '--lake', own.lake.root, '-o', output]);
  expect(code).toBe(0);
  expect(stdout).toContain(`${output}/index.html`);
  expect(readdirSync(output).sort()).toEqual(['apps.csv', 'index.html']);
  const refused = await runBuilt(['lake', 'report', '--lake', own.lake.root]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('-o FOLDER')]);
});
