import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/report/format-names.ts';
import { formatTable, REPORT_FORMATS } from '../../src/report/format-registry.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, nativeRecords, UNSAFE_TEXT } from '../support/native-records.ts';

test('formats have names of their own and say what they write', () => {
  const names = REPORT_FORMATS.map(({ name }) => name);
  expect(names).toEqual(FORMAT_NAMES);
  expect(new Set(names).size).toBe(names.length);
  for (const { files, summary, readers } of REPORT_FORMATS) {
    expect(files.length).toBeGreaterThan(0);
    expect(summary).not.toMatch(/\.$/);
    expect(readers.length).toBeGreaterThan(0);
  }
});

test('the documentation has the table of the registry', () => {
  expect(readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8')).toContain(formatTable());
});

const TEXT_FORMATS = REPORT_FORMATS.filter(({ name }) => name !== 'parquet').map(
  (format) => [format.name, format] as const,
);

test.each(TEXT_FORMATS)('%s: the same records give the same bytes', async (_, format) => {
  expect(await formatted(format)).toEqual(await formatted(format));
});

test.each(TEXT_FORMATS)(
  '%s: no string of a capture gets through as it is, and all is well-formed',
  async (_, format) => {
    for (const [kind, hostile] of Object.entries(HOSTILE)) {
      for (const [file, text] of Object.entries(await formatted(format, nativeRecords({ hostile })))) {
        expect(UNSAFE_TEXT.exec(text), `${file}, ${kind}`).toBeNull();
        expect(Buffer.from(text).toString() === text, `${file}, ${kind}`).toBe(true);
        expect(text.length, `${file}, ${kind}`).toBeGreaterThan(100);
      }
    }
  },
);
