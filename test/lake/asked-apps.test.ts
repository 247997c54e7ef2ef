import { describe, expect, it, onTestFinished } from 'vitest';
import { askedApps } from '../../src/lake/asked-apps.ts';
import { openDuck } from '../../src/lake/duck.ts';

async function apps(sql: string): Promise<string[] | undefined> {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  const found = await askedApps(duck, sql, 'flows');
  return found === undefined ? undefined : [...found].sort();
}

describe('apps that a query asks for', () => {
  it.each([
    ["FROM flows WHERE app = 'a'", ['a']],
    ["select count(*) from FLOWS as f where 'a' = F.App and day = '2026-01-09'", ['a']],
    ["FROM flows WHERE (app IN ('a', 'b') OR app = 'it''s') AND resp_port = 443", ['a', 'b', "it's"]],
    ["WITH own AS (FROM flows WHERE app = 'a') FROM own JOIN channels USING (app)", ['a']],
    ["SELECT flows.app FROM flows WHERE flows.app = 'a' GROUP BY ALL", ['a']],
  ])('%s', async (sql, expected) => {
    expect(await apps(sql)).toEqual(expected);
  });

  it.each([
    'FROM flows',
    "FROM flows WHERE app <> 'a'",
    "FROM flows WHERE app = 'a' OR uid = 10001",
    "FROM flows WHERE NOT app = 'a'",
    "FROM flows WHERE app = domain OR app = 'a'",
    "FROM flows WHERE other.app = 'a'",
    "FROM flows WHERE lower(app) = 'a'",
    "FROM flows WHERE app IN ('a', NULL)",
    "FROM flows WHERE app = 'a' UNION ALL FROM flows",
    "FROM flows, apps WHERE flows.app = 'a'",
    "SELECT count(*) FILTER (app = 'a') FROM flows",
    "FROM flows TABLESAMPLE reservoir(5 ROWS) WHERE app = 'a'",
    "FROM flows WHERE app = 'a' USING SAMPLE 5 ROWS",
    "FROM flows AS f(app) WHERE app = 'a'",
    "FROM apps WHERE app = 'a'",
    "SELECT 1; FROM flows WHERE app = 'a'; FROM flows",
    "EXPLAIN FROM flows WHERE app = 'a'",
    "FROM flows WHERE app = 'a",
    '',
  ])('cannot be told of %j', async (sql) => {
    expect(await apps(sql)).toBeUndefined();
  });
});
