import { describe, expect, it } from 'vitest';
import { channelRows, flowRows, summaryRows } from '../../bench/lake/rows.mjs';
import { taskOf } from '../../bench/lake/task.mjs';
import { importRows } from '../../src/lake/lake-import.ts';
import { sqlText } from '../../src/lake/native-reading.ts';
import { put, type TestLake, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

async function rows<T>({ lake, duck }: TestLake, table: 'flows' | 'apps' | 'findings', select: string): Promise<T[]> {
  const { files } = lake.tableFiles(table, lake.commits().commits);
  return duck.plainRows<T>(
    `SELECT ${select} FROM read_parquet([${files.map(sqlText).join(', ')}], hive_partitioning = true)`,
  );
}

async function sorted(own: TestLake, table: 'flows' | 'apps' | 'findings'): Promise<string[]> {
  const found = await rows<Record<string, unknown>>(own, table, '*');
  return found.map((row) => JSON.stringify(row)).sort();
}

describe('an import', () => {
  it('keeps every row, and says of each which capture, tool and configuration it comes from', async () => {
    const own = await testLake();
    const records = nativeRecords();
    const { id } = await put(own, 'one', { records, device: 'pixel 8' });
    let flows = 0;
    let bytes = 0;
    for await (const flow of records.flows()) {
      flows++;
      bytes += flow.orig.bytes;
    }
    const [row] = await rows<object>(
      own,
      'flows',
      `count(*) AS flows, sum(orig_bytes)::BIGINT AS bytes, min(capture_id) AS id, max(capture_id) AS same, min(tool_version) AS tool,
       min(config_sha256) AS config, min(device_name) AS device`,
    );
    expect(row).toEqual({ flows, bytes, id, same: id, tool: '9.9.9', config: 'c'.repeat(64), device: 'pixel 8' });
    const [commit] = own.lake.commits().commits;
    expect(commit?.rows).toMatchObject({ flows, apps: records.apps.length, findings: records.findings.length });
  });

  it('lays flows into partitions of their own day and of the device', async () => {
    const own = await testLake();
    await put(own, 'one', { device: 'a/b' });
    const [commit] = own.lake.commits().commits;
    const folders = new Set(
      commit?.files.filter((file) => file.startsWith('flows/')).map((file) => file.replace(/\/[^/]*$/, '')),
    );
    expect([...folders]).toEqual(['flows/day=2026-01-09/device=a~2fb']);
  });

  it('writes the same rows whether its capture lies within a day or not', async () => {
    const [within, across] = [await testLake(), await testLake()];
    await put(within, 'one', { hours: 1 });
    await put(across, 'one', { hours: 25 });
    for (const table of ['flows', 'apps', 'findings'] as const) {
      const [a, b] = await Promise.all([within, across].map((own) => sorted(own, table)));
      expect(a).toEqual(b);
      expect(a?.length).toBeGreaterThan(0);
    }
    const files = [within, across].map((own) => own.lake.commits().commits.flatMap((commit) => commit.files));
    expect(files[0]).toEqual(files[1]);
  });

  it('takes the rows of the bench of the lake', async () => {
    const own = await testLake();
    const startMs = Date.UTC(2026, 9, 1);
    const tables = {
      flows: flowRows({ seed: 1, device: 3, apps: 40, count: 400, startMs }),
      channels: channelRows(startMs),
      apps: summaryRows(),
    };
    await own.duck.run(`CREATE TABLE flow_rows AS ${tables.flows}`);
    const isNew = await importRows(own.lake, own.duck, taskOf('a'.repeat(24), 'device3', startMs), ({ source }) =>
      source in tables ? `(${tables[source as keyof typeof tables]})` : undefined,
    );
    const [commit] = own.lake.commits().commits;
    expect(isNew).toBe(true);
    expect(commit?.rows).toMatchObject({ flows: 400, apps: 4, sessions: 4 });
  });

  it.each([
    ['within a day', 0, 1],
    ['across midnight', 12, 2],
  ])('keeps to its memory with more rows than fit into it, %s', async (_, hours, days) => {
    const own = await testLake();
    const startMs = Date.UTC(2026, 9, 1, hours);
    // 240 MB of features, in an engine of 256 MB.
    const flows = flowRows({ seed: 1, device: 3, apps: 40, count: 60_000, startMs });
    const wide = `(SELECT * REPLACE ('{"pad":"' || repeat(flow_id, 250) || '"}' AS features) FROM (${flows}))`;
    await importRows(own.lake, own.duck, taskOf('a'.repeat(24), 'device3', startMs), ({ source }) =>
      source === 'flows' ? wide : undefined,
    );
    const [commit] = own.lake.commits().commits;
    expect(commit?.rows).toMatchObject({ flows: 60_000, sessions: 4 });
    expect(commit?.files.filter((file) => file.startsWith('flows/'))).toHaveLength(days);
    expect(await rows(own, 'flows', 'count(*) AS n, count(DISTINCT flow_id) AS ids')).toEqual([
      { n: 60_000, ids: 60_000 },
    ]);
  });

  it('leaves no file of a table without rows', async () => {
    const own = await testLake();
    await put(own, 'none', { records: nativeRecords({ captureOnly: true }) });
    const [commit] = own.lake.commits().commits;
    expect(commit?.rows['findings']).toBe(0);
    expect(commit?.files.some((file) => file.startsWith('findings/'))).toBe(false);
  });
});
