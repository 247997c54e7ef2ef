import { describe, expect, it } from 'vitest';
import { zeekFormat, zeekJsonFormat } from '../../src/report/zeek-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, nativeRecords, UNSAFE_TEXT } from '../support/native-records.ts';
import { wellFormed } from '../support/well-formed.ts';
import { readZeekLog } from '../support/zeek-reader.ts';

const ENDS = ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'];
/** Of RITA v5's reader: without these a line is dropped, or counts as nothing. */
const CONN_REQUIRED = [...ENDS, 'proto', 'conn_state', 'orig_pkts', 'orig_ip_bytes', 'resp_pkts', 'resp_ip_bytes'];
/** Of Zeek's own logs: keys that are not optional. */
const REQUIRED = {
  'conn.log': CONN_REQUIRED,
  'ssl.log': [...ENDS, 'established'],
  'notice.log': ['ts', 'note', 'actions'],
};

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

  it.each(Object.entries(REQUIRED))(
    '%s has what readers need, and a check that knows when it does not',
    async (file, keys) => {
      const { rows } = readZeekLog((await formatted(zeekFormat))[file] as string);
      expect(rows.length).toBeGreaterThan(0);
      const lacking = (row: unknown) => keys.filter((key) => (row as Record<string, unknown>)[key] === undefined);
      for (const row of rows) expect(lacking(row)).toEqual([]);
      for (const key of keys) expect(lacking({ ...rows[0], [key]: undefined })).toEqual([key]);
    },
  );

  it.each(Object.entries(HOSTILE))('holds a hostile string in its field: %s', async (_, hostile) => {
    const records = nativeRecords({ hostile });
    const tsv = await formatted(zeekFormat, records);
    for (const text of Object.values(tsv)) expect(text).not.toMatch(UNSAFE_TEXT);
    const json = await formatted(zeekJsonFormat, records);
    for (const text of Object.values(json)) expect(text).not.toMatch(UNSAFE_TEXT);
    const names = readZeekLog(tsv['conn.log'] as string).rows.map((row) => row['cs_domain']);
    expect(names).toContain(wellFormed(hostile));
  });
});
