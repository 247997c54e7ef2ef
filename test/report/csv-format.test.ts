import { describe, expect, it } from 'vitest';
import { csvFormat } from '../../src/report/csv-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { readCsv } from '../support/csv-reader.ts';
import { formatted, nativeRecords, UNSAFE_TEXT } from '../support/native-records.ts';

/** Without these a row says nothing about what it is a row of. */
const REQUIRED: Record<string, readonly string[]> = {
  'flows.csv': ['flow_id', 'start', 'transport', 'orig_ip', 'resp_ip', 'resp_port', 'encryption_class', 'orig_bytes'],
  'channels.csv': ['channel_id', 'port', 'transport', 'flows', 'bytes_up', 'bytes_down', 'periodicity'],
  'apps.csv': ['packages', 'flows', 'bytes_up', 'bytes_down', 'destinations'],
  'findings.csv': ['finding_id', 'technique', 'start', 'end', 'verdict', 'level', 'score_bits', 'sentence'],
  'evidence.csv': ['finding_id', 'evidence_id', 'area', 'bits', 'direction', 'statement'],
};

/** Columns that are not there, and those that a row leaves empty. */
function lacking([header, ...rows]: readonly (readonly string[])[], required: readonly string[]): string[] {
  return required.filter((title) => {
    const at = header?.indexOf(title) ?? -1;
    return at === -1 || rows.some((row) => row[at] === '');
  });
}

describe('the CSV format', () => {
  it('writes its files, each with a byte order mark, a header, and as many cells in every row', async () => {
    const written = await formatted(csvFormat);
    expect(Object.keys(written)).toEqual(csvFormat.files);
    for (const text of Object.values(written)) {
      expect(text.startsWith('\ufeff')).toBe(true);
      const [header, ...rows] = readCsv(text.slice(1));
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength((header as string[]).length);
    }
  });

  it.each(Object.entries(REQUIRED))(
    '%s has what a row needs, and a check that knows when it does not',
    async (file, required) => {
      const table = readCsv(((await formatted(csvFormat))[file] as string).slice(1));
      expect(lacking(table, required)).toEqual([]);
      for (const title of required) {
        const at = (table[0] as string[]).indexOf(title);
        expect(lacking([table[0] as string[], (table[1] as string[]).with(at, '')], required)).toEqual([title]);
        expect(
          lacking(
            table.map((row) => row.toSpliced(at, 1)),
            required,
          ),
        ).toContain(title);
      }
    },
  );

  it('has the numbers of the records', async () => {
    const records = nativeRecords();
    const written = await formatted(csvFormat, records);
    const [header, ...rows] = readCsv((written['flows.csv'] as string).slice(1)) as [string[], ...string[][]];
    const bytesAt = header.indexOf('orig_bytes');
    let bytes = 0;
    let count = 0;
    for await (const flow of records.flows()) {
      bytes += flow.orig.bytes;
      count++;
    }
    expect(rows).toHaveLength(count);
    expect(rows.reduce((sum, row) => sum + Number(row[bytesAt]), 0)).toBe(bytes);
    expect(readCsv((written['findings.csv'] as string).slice(1))).toHaveLength(records.findings.length + 1);
  });

  it.each(Object.entries(HOSTILE))('shows a hostile string harmlessly: %s', async (_, hostile) => {
    const written = await formatted(csvFormat, nativeRecords({ hostile }));
    for (const text of Object.values(written)) {
      expect(text).not.toMatch(UNSAFE_TEXT);
      for (const row of readCsv(text.slice(1))) for (const cell of row) expect(cell).not.toMatch(/^\s*[=+@\t\r]/);
    }
  });

  it('gives the same bytes again', async () => {
    expect(await formatted(csvFormat)).toEqual(await formatted(csvFormat));
  });
});
