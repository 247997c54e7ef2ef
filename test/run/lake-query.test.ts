import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { queryLake } from '../../src/run/lake-query.ts';
import { put, testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

/** Room for every answer: nobody reads before the end. */
const ROOM = { highWaterMark: 1 << 24 };

async function asked(root: string, sql: string) {
  const [stdout, stderr] = [new PassThrough(ROOM), new PassThrough()];
  const { signal } = new AbortController();
  const code = await queryLake(root, sql, { stdout, stderr, signal });
  return { code, text: readAll(stdout), said: readAll(stderr) };
}

describe('cipherscope lake query', () => {
  it('answers SQL as NDJSON, and says what it does not understand', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { text } = await asked(own.lake.root, 'SELECT count(*) AS n, min(day) AS day FROM flows');
    expect(JSON.parse(text).n).toBeGreaterThan(100);
    const summary = await asked(own.lake.root, 'FROM sessions ORDER BY app LIMIT 2');
    expect(summary.text.trimEnd().split('\n')).toHaveLength(2);
    await expect(asked(own.lake.root, "SELECT CAST('a' AS INT) FROM flows")).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('cannot be answered: Conversion Error'),
    });
    await expect(asked(own.lake.root, 'SELECT nothing FROM nowhere')).rejects.toThrow(/Tables: flows, channels/);
    for (const nonsense of ['', 'SELEC 1', 'SELECT']) {
      await expect(asked(own.lake.root, nonsense)).rejects.toMatchObject({ exitCode: 2 });
    }
  });

  it('makes rows no faster than they are read, and ends where nobody reads any more', async () => {
    const own = await testLake();
    await put(own, 'one');
    const stdout = Object.assign(new PassThrough({ highWaterMark: 1000 }), { isGone: false });
    const { signal } = new AbortController();
    const io = { stdout, stderr: new PassThrough(), signal };
    const done = queryLake(own.lake.root, 'SELECT range AS x FROM range(1000000000000)', io);
    await once(stdout, 'readable');
    const waiting = stdout.readableLength;
    await new Promise((resolve) => setImmediate(resolve));
    expect([waiting < 40_000, stdout.readableLength]).toEqual([true, waiting]);
    stdout.isGone = true;
    stdout.resume();
    expect(await done).toBe(0);
  });

  it.each(['before the first row', 'while rows pass by'])('ends when it is interrupted, %s', async (when) => {
    const own = await testLake();
    await put(own, 'one');
    const interruption = new AbortController();
    const stdout = new PassThrough();
    const io = { stdout, stderr: new PassThrough(), signal: interruption.signal };
    const isEarly = when === 'before the first row';
    const sql = isEarly ? 'SELECT count(*) FROM range(100000000000000)' : 'FROM range(100000000000000)';
    const done = queryLake(own.lake.root, sql, io);
    if (isEarly) setTimeout(() => interruption.abort(), 300);
    else stdout.once('data', () => interruption.abort());
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
    stdout.destroy();
  });

  it('knows the tables that a query means, however it writes them', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { root } = own.lake;
    const [apps, flows] = [await asked(root, 'SELECT count(*) AS n FROM apps'), await asked(root, 'FROM flows')];
    for (const sql of [
      'select COUNT(*) AS n from "APPS"',
      'WITH found AS (FROM apps) SELECT count(*) AS n FROM found',
      "SELECT count(*) AS n FROM query_table('ap' || 'ps')",
      "SELECT count(*) AS n FROM query('FROM ap' || 'ps')",
    ])
      expect(await asked(root, sql)).toEqual(apps);
    expect((await asked(root, 'FROM flows JOIN apps USING (uid) SELECT flows.*, 1 AS one')).text).not.toBe('');
    expect(flows.text).not.toBe('');
    const views = 'SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_name';
    const names = (await asked(root, views)).text.trimEnd().split('\n');
    expect(names.map((line) => JSON.parse(line).view_name)).toEqual([
      'apps',
      'channels',
      'coverage',
      'findings',
      'flows',
      'sessions',
    ]);
    expect((await asked(root, `${views} -- flows`)).text.trimEnd().split('\n')).toEqual(names);
  });

  it('answers of one app as of all', async () => {
    const own = await testLake();
    for (const name of ['one', 'two']) await put(own, name);
    const { root } = own.lake;
    const counts = (await asked(root, 'SELECT app, count(*) AS n FROM flows WHERE app IS NOT NULL GROUP BY app')).text;
    const rows = counts
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.length).toBeGreaterThan(1);
    for (const { app, n } of rows) {
      const { text } = await asked(root, `SELECT count(*) AS n FROM flows WHERE app = '${app}'`);
      expect(JSON.parse(text)).toEqual({ n });
    }
    expect((await asked(root, "SELECT domain FROM flows WHERE app = 'nobody'")).text).toBe('');
    expect((await asked(root, "SELECT app FROM sessions WHERE app IN ('nobody')")).text).toBe('');
  });

  it('reads the tables of the lake and nothing else', async () => {
    const own = await testLake();
    await put(own, 'one');
    const secret = join(testFolder(), 'secret.csv');
    writeFileSync(secret, 'name\nvalue\n');
    for (const sql of [
      `SELECT * FROM read_text('${secret}')`,
      `FROM read_csv('${secret}')`,
      `FROM '${secret}'`,
      `SELECT * FROM glob('${join(secret, '..')}/*')`,
      `FROM read_text('${own.lake.root}/flows/../lake.json')`,
    ]) {
      const error = await asked(own.lake.root, sql).catch((thrown) => thrown);
      expect([sql, error.exitCode]).toEqual([sql, 2]);
      expect(error.message).toMatch(/reads the tables of the lake and nothing else|cannot be answered/);
      expect(error.message).not.toContain('Import its capture again');
    }
  });

  it('writes nothing and changes nothing, within the lake or without', async () => {
    const own = await testLake();
    await put(own, 'one');
    const target = join(testFolder(), 'out.csv');
    const inside = join(own.lake.root, 'flows', 'out.csv');
    for (const sql of [
      `COPY (SELECT 1) TO '${target}'`,
      `COPY (SELECT 1) TO '${inside}'`,
      `EXPORT DATABASE '${target}'`,
      `ATTACH '${target}'`,
      'CREATE TABLE x AS SELECT 1',
      'DROP VIEW flows',
      'SET enable_external_access = true',
      'RESET lock_configuration',
      'INSTALL httpfs',
      `SELECT 1; COPY (SELECT 1) TO '${target}'`,
    ]) {
      await expect(asked(own.lake.root, sql), sql).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    }
    expect(existsSync(target)).toBe(false);
    expect(existsSync(inside)).toBe(false);
  });

  it('does without what somebody deleted, and says so', async () => {
    const own = await testLake();
    const { id } = await put(own, 'one');
    await put(own, 'two');
    const [commit] = own.lake.commits().commits.filter(({ capture_id }) => capture_id === id);
    for (const file of own.lake.tableFiles('flows', commit === undefined ? [] : [commit]).files) rmSync(file);
    const { code, text, said } = await asked(own.lake.root, 'SELECT count(DISTINCT capture_id) AS n FROM flows');
    expect(code).toBe(3);
    expect(JSON.parse(text)).toEqual({ n: 1 });
    expect(said).toContain(`capture ${id}: files of it are gone`);
  });

  it('says of a damaged file of the lake that it is one', async () => {
    const own = await testLake();
    await put(own, 'one');
    const [file] = own.lake.tableFiles('flows', own.lake.commits().commits).files;
    writeFileSync(file ?? '', 'no Parquet');
    await expect(asked(own.lake.root, 'SELECT count(*) FROM flows')).rejects.toMatchObject({
      exitCode: 74,
      message: expect.stringContaining('Import its capture again'),
    });
  });
});
