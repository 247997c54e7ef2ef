import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDuck } from '../../src/lake/duck.ts';
import { COVERAGE_TABLE, FLOW_TABLE } from '../../src/lake/native-columns.ts';
import { readNative, sqlText } from '../../src/lake/native-reading.ts';
import { nativeFolder, testFolder } from '../support/native-records.ts';

test('a SQL string ends where it should', async () => {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  for (const text of ["it's", "'; DROP TABLE x; --", '\\', 'ü\u202e']) {
    expect(await duck.plainRows(`SELECT ${sqlText(text)} AS text`)).toEqual([{ text }]);
  }
});

test('native files are read as rows, lists and lines', async () => {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  const folder = await nativeFolder();
  const count = async (expression: string) =>
    (await duck.plainRows<{ n: number }>(`SELECT count(*) AS n FROM ${expression}`))[0]?.n;
  expect(await count(readNative(FLOW_TABLE, join(folder, 'flows.ndjson')))).toBeGreaterThan(100);
  expect(await count(readNative(COVERAGE_TABLE, join(folder, 'coverage.json')))).toBeGreaterThan(0);
  const empty = join(testFolder(), "it's empty.ndjson");
  writeFileSync(empty, '');
  expect(await count(readNative(FLOW_TABLE, empty))).toBe(0);
});
