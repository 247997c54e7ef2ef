import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lakeTable } from '../../src/lake/lake-tables.ts';
import { put, testLake } from '../support/lakes.ts';

test('a table is the files of all versions, put together by the names of their columns', async () => {
  const own = await testLake();
  for (const name of ['one', 'two']) await put(own, name);
  expect(lakeTable(own.lake, 'apps', [])).toBeUndefined();
  // The second is of an older version, whose apps had no key_events.
  const [name] = readdirSync(join(own.lake.root, 'captures'));
  const record = join(own.lake.root, 'captures', name ?? '');
  const commit = JSON.parse(readFileSync(record, 'utf8'));
  const [file] = own.lake.tableFiles('apps', [commit]).files;
  await own.duck.run(`CREATE TABLE old AS SELECT * EXCLUDE (key_events, day, device) FROM read_parquet('${file}')`);
  await own.duck.run(`COPY old TO '${file}' (FORMAT parquet)`);
  writeFileSync(record, JSON.stringify({ ...commit, tool_version: '9.9.8' }));
  const table = lakeTable(own.lake, 'apps', own.lake.commits().commits);
  const [row] = await own.duck.plainRows<Record<string, number>>(
    `SELECT count(*) AS apps, count(DISTINCT capture_id) AS captures, count(key_events) AS told FROM ${table}`,
  );
  const [{ apps: half } = {}] = await own.duck.plainRows<Record<string, number>>('SELECT count(*) AS apps FROM old');
  expect(row).toMatchObject({ apps: 2 * (half ?? 0), captures: 2 });
});

test('rows of a version that did not name their app get its name', async () => {
  const own = await testLake();
  await put(own, 'one');
  const [name] = readdirSync(join(own.lake.root, 'captures'));
  const record = join(own.lake.root, 'captures', name ?? '');
  const commit = JSON.parse(readFileSync(record, 'utf8'));
  const names = () =>
    own.duck.plainRows<{ app?: string }>(
      `SELECT DISTINCT app FROM ${lakeTable(own.lake, 'flows', own.lake.commits().commits)} ORDER BY app`,
    );
  const before = await names();
  const [file] = own.lake.tableFiles('flows', [commit]).files;
  await own.duck.run(`CREATE TABLE old AS SELECT * EXCLUDE (app, day, device) FROM read_parquet('${file}')`);
  await own.duck.run(`COPY old TO '${file}' (FORMAT parquet)`);
  writeFileSync(record, JSON.stringify({ ...commit, lake_schema: 3 }));
  expect(await names()).toEqual(before);
  expect(before.some(({ app }) => app !== undefined)).toBe(true);
});
