import { describe, expect, it } from 'vitest';
import { zeekFormat, zeekJsonFormat } from '../../src/report/zeek-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, missingKeys, nativeRecords, UNSAFE_TEXT, withoutKey } from '../support/native-records.ts';
import { readZeekLog } from '../support/zeek-reader.ts';

/** Of RITA v5's reader: without these a line is dropped. */
const CONN_REQUIRED = ['ts', 'uid', 'proto', 'conn_state', 'orig_pkts', 'orig_ip_bytes', 'resp_pkts', 'resp_ip_bytes'];

describe("Zeek's logs", () => {
  it('read back by their own header, in both forms alike', async () => {
    const records = nativeRecords();
    const tsv = await formatted(zeekFormat, records);
    const json = await formatted(zeekJsonFormat, records);
    expect(Object.keys(tsv)).toEqual(zeekFormat.files);
    for (const file of zeekFormat.files) {
      const log = readZeekLog(tsv[file] as string);
      expect(`${log.path}.log`).toBe(file);
      const objects = (json[file] as string)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const set = log.rows.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)),
      );
      expect(set).toEqual(objects);
      expect(objects.length).toBeGreaterThan(0);
    }
  });

  it('has what readers need of a connection, and a check that knows when it does not', async () => {
    const { rows } = readZeekLog((await formatted(zeekFormat))['conn.log'] as string);
    for (const row of rows) expect(missingKeys(row, CONN_REQUIRED)).toEqual([]);
    for (const key of CONN_REQUIRED) expect(missingKeys(withoutKey(rows[0], key), CONN_REQUIRED)).toEqual([key]);
  });

  it.each(Object.entries(HOSTILE))('holds a hostile string in its field: %s', async (_, hostile) => {
    const records = nativeRecords({ hostile });
    const tsv = await formatted(zeekFormat, records);
    for (const text of Object.values(tsv)) expect(text).not.toMatch(UNSAFE_TEXT);
    const json = await formatted(zeekJsonFormat, records);
    for (const text of Object.values(json)) expect(text).not.toMatch(UNSAFE_TEXT);
    const names = readZeekLog(tsv['conn.log'] as string).rows.map((row) => row['cs_domain']);
    const wellFormed = Buffer.from(hostile, 'utf8').toString('utf8');
    expect(names).toContain(wellFormed);
  });
});
