import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { parquetFormat } from '../../src/report/parquet-format.ts';
import { NativeFolder } from '../../src/run/native-folder.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { nativeFolder, nativeRecords, testFolder } from '../support/native-records.ts';

async function parquetOf(records = nativeRecords()) {
  return parquetOfFolder(NativeFolder.open(await nativeFolder(records)));
}

async function parquetOfFolder(native: NativeFolder) {
  const folder = testFolder();
  const files = {
    path: (name: string) => join(folder, name),
    create: () => Promise.reject(new Error('columns are not text')),
  };
  await parquetFormat.write(native, files, { approved: new Set() });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const query = async (sql: string) =>
    (
      await connection.runAndReadAll(sql.replace(/\{(\w+)\}/g, (_, name) => `'${join(folder, `${name}.parquet`)}'`))
    ).getRowObjectsJson();
  const bytes = () => parquetFormat.files.map((name) => readFileSync(join(folder, name)));
  return { query, bytes };
}

const REQUIRED: Record<string, readonly string[]> = {
  flows: ['flow_id', 'ts_us', 'transport', 'orig_ip', 'resp_ip', 'resp_port', 'orig_bytes', 'resp_bytes'],
  findings: ['finding_id', 'evidence', 'verdict', 'sentence'],
};

describe('the Parquet format', () => {
  it('has the numbers of the records, times in µs', async () => {
    const records = nativeRecords();
    const { query } = await parquetOf(records);
    let bytes = 0;
    let count = 0;
    let firstUs = Number.POSITIVE_INFINITY;
    for await (const flow of records.flows()) {
      bytes += flow.orig.bytes + flow.resp.bytes;
      count++;
      firstUs = Math.min(firstUs, Date.parse(flow.start) * 1000);
    }
    const [row] = await query(
      'SELECT count(*) AS flows, sum(orig_bytes + resp_bytes) AS bytes, min(ts_us) AS first, count(DISTINCT uid) AS apps FROM {flows}',
    );
    expect(row).toMatchObject({ flows: String(count), bytes: String(bytes) });
    expect(Math.abs(Number(row?.['first']) - firstUs)).toBeLessThan(1000);
    const [finding] = await query(
      'SELECT count(*) AS findings, max(json_array_length(evidence)) AS most FROM {findings}',
    );
    expect(finding).toMatchObject({ findings: String(records.findings.length) });
    expect(Number(finding?.['most'])).toBeGreaterThan(0);
  });

  it.each(Object.entries(REQUIRED))(
    '%s has what a row needs, and a check that knows when it does not',
    async (table, required) => {
      const { query } = await parquetOf();
      const holes = required.map((column) => `count(*) FILTER (${column} IS NULL) AS ${column}`);
      const none = Object.fromEntries(required.map((column) => [column, '0']));
      expect(await query(`SELECT ${holes} FROM {${table}}`)).toEqual([none]);
      for (const column of required) {
        await expect(query(`SELECT ${holes} FROM (SELECT * EXCLUDE ${column} FROM {${table}})`)).rejects.toThrow(
          column,
        );
        const [counts] = await query(`SELECT ${holes} FROM (SELECT * REPLACE (NULL AS ${column}) FROM {${table}})`);
        expect(Object.keys(none).filter((one) => counts?.[one] !== '0')).toEqual([column]);
      }
    },
  );

  it('says which tool, configuration and capture it comes from, and is compressed with zstd', async () => {
    const { manifest } = nativeRecords();
    const { query } = await parquetOf();
    const pairs = await query('SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata({flows})');
    const metadata = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({ tool_version: manifest.tool_version, config_sha256: manifest.config_sha256 });
    expect(metadata['capture_sha256']).toBe(manifest.captures[0]?.sha256);
    const codecs = await query('SELECT DISTINCT compression FROM parquet_metadata({flows})');
    expect(codecs).toEqual([{ compression: 'ZSTD' }]);
  });

  it('gives the same bytes again', async () => {
    const [first, second] = [await parquetOf(), await parquetOf()];
    expect(first.bytes()).toEqual(second.bytes());
    expect(first.bytes().map(({ length }) => length > 1000)).toEqual([true, true]);
  });

  it('has the other rows where a line is damaged, and the line is counted', async () => {
    const folder = await nativeFolder(nativeRecords());
    const whole = await parquetOf();
    const [before] = await whole.query('SELECT count(*) AS flows FROM {flows}');
    appendFileSync(join(folder, 'flows.ndjson'), '{"flow_id": "x", "capt\n{"flow_id": "half');
    appendFileSync(join(folder, 'findings.ndjson'), 'no JSON\n');
    const native = NativeFolder.open(folder);
    const { query } = await parquetOfFolder(native);
    expect(await query('SELECT count(*) AS flows FROM {flows}')).toEqual([before]);
    expect([...native.damaged.keys()].map((place) => place.split(':')[0])).toEqual([
      'findings.ndjson',
      'flows.ndjson',
      'flows.ndjson',
    ]);
  });

  it.each(Object.entries(HOSTILE))('holds a hostile string: %s', async (_, hostile) => {
    const { query } = await parquetOf(nativeRecords({ hostile }));
    const domains = await query('SELECT DISTINCT domain FROM {flows} WHERE domain IS NOT NULL');
    // Half of a surrogate pair is no text: it is U+FFFD, as in any UTF-8.
    expect(domains.map(({ domain }) => domain)).toContain(Buffer.from(hostile).toString());
  });
});
