import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowRows } from '../../bench/lake/rows.mjs';
import { taskOf } from '../../bench/lake/task.mjs';
import { importRows } from '../../src/lake/lake-import.ts';
import { lakeTable } from '../../src/lake/lake-tables.ts';
import { put, type TestLake, testLake } from '../support/lakes.ts';

const START_MS = Date.UTC(2026, 9, 1);

/** 40 flows of four apps of their own: com.example.d3.app0 to app3 of device 3. */
async function putDevice({ lake, duck }: TestLake, device: number): Promise<void> {
  const flows = `(${flowRows({ seed: device, device, apps: 40, count: 40, startMs: START_MS })})`;
  const task = taskOf(String(device).repeat(24), `device${device}`, START_MS);
  await importRows(lake, duck, task, ({ source }) => (source === 'flows' ? flows : undefined));
}

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

test('files of captures without the apps that are wanted are not opened', async () => {
  const own = await testLake();
  for (const device of [3, 4]) await putDevice(own, device);
  const { commits } = own.lake.commits();
  expect(commits[0]?.apps).toEqual([0, 1, 2, 3].map((app) => `com.example.d3.app${app}`));
  const [three, four] = ['com.example.d3.app1', 'com.example.d4.app1'];
  const rows = (table: 'flows' | 'sessions', app: string, apps?: ReadonlySet<string>) =>
    own.duck.plainRows(`FROM ${lakeTable(own.lake, table, commits, {}, apps)} WHERE app = '${app}' ORDER BY ALL`);
  const whole = { flows: await rows('flows', three), sessions: await rows('sessions', three) };
  expect(whole.flows.length).toBeGreaterThan(1);
  const others = commits.filter(({ device }) => device === 'device4');
  for (const table of ['flows', 'sessions'] as const) {
    for (const file of own.lake.tableFiles(table, others).files) writeFileSync(file, 'no Parquet');
    expect(await rows(table, three, new Set([three]))).toEqual(whole[table]);
    await expect(rows(table, four, new Set([three, four]))).rejects.toThrow(/cannot be read/);
    // A name that nobody has: the columns are there all the same.
    expect(await rows(table, 'nobody', new Set(['nobody']))).toEqual([]);
  }
});

test('captures that do not list their apps are always read', async () => {
  const own = await testLake();
  for (const device of [3, 4]) await putDevice(own, device);
  const unlisted = own.lake.commits().commits.map(({ apps: _, ...commit }) => commit);
  const [row] = await own.duck.plainRows<Record<string, number>>(
    `SELECT count(DISTINCT capture_id) AS captures FROM ${lakeTable(own.lake, 'flows', unlisted, {}, new Set(['x']))}`,
  );
  expect(row).toEqual({ captures: 2 });
});

test('a device is a text, also where all have numbers for names', async () => {
  const own = await testLake();
  await put(own, 'one', { device: '007' });
  const table = lakeTable(own.lake, 'flows', own.lake.commits().commits);
  expect(await own.duck.plainRows(`SELECT DISTINCT device, typeof(day) AS day FROM ${table}`)).toEqual([
    { device: '007', day: 'DATE' },
  ]);
});
