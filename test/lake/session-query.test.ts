import { expect, test } from 'vitest';
import { lakeTable } from '../../src/lake/lake-tables.ts';
import { SESSION_COLUMNS, sessionQuery } from '../../src/lake/session-query.ts';
import { put, testLake } from '../support/lakes.ts';

test('what an import keeps of sessions is what the query makes of the other tables', async () => {
  const own = await testLake();
  await put(own, 'one');
  const { commits } = own.lake.commits();
  const order = 'ORDER BY app, capture_id';
  const made = await own.duck.plainRows<object>(
    `FROM (${sessionQuery((table) => lakeTable(own.lake, table, commits))}) ${order}`,
  );
  expect(made.length).toBeGreaterThan(1);
  expect(
    await own.duck.plainRows(
      `SELECT ${SESSION_COLUMNS.join(', ')} FROM ${lakeTable(own.lake, 'sessions', commits)} ${order}`,
    ),
  ).toEqual(made);
  const flowsOnly = await own.duck.plainRows<object>(
    `FROM (${sessionQuery((table) => (table === 'flows' ? lakeTable(own.lake, table, commits) : undefined))}) ${order}`,
  );
  expect(flowsOnly).toHaveLength(made.length);
});
