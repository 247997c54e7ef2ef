import { expect, test } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { put, testLake } from '../support/lakes.ts';
import { quietRecords } from '../support/native-records.ts';

test('a baseline is shown on the command line', async () => {
  const own = await testLake();
  await put(own, 'one', { records: quietRecords() });
  const { code, stdout } = await runBuilt(['baseline', 'show', 'com.lumen.flashlight', '--lake', own.lake.root]);
  expect(code).toBe(0);
  expect(stdout).toContain('com.lumen.flashlight: 1 quiet session');
});
