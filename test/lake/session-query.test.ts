import { expect, test } from 'vitest';
import { parquet, SESSION_COLUMNS, sessionQuery } from '../../src/lake/session-query.ts';
import { put, testLake } from '../support/lakes.ts';

test('what an import keeps of sessions is what the query makes of the other tables', async () => {
  const own = await testLake();
  await put(own, 'one');
  const { commits } = own.lake.commits();
  const kept = own.lake.tableFiles('sessions', commits).files;
  const order = 'ORDER BY app, capture_id';
  const made = await own.duck.plainRows<object>(
    `FROM (${sessionQuery((table) => own.lake.tableFiles(table, commits).files)}) ${order}`,
  );
  expect(made.length).toBeGreaterThan(1);
  expect(await own.duck.plainRows(`SELECT ${SESSION_COLUMNS.join(', ')} FROM ${parquet(kept)} ${order}`)).toEqual(made);
  const flowsOnly = await own.duck.plainRows<object>(
    `FROM (${sessionQuery((table) => (table === 'flows' ? own.lake.tableFiles(table, commits).files : []))}) ${order}`,
  );
  expect(flowsOnly).toHaveLength(made.length);
});
