import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatTable, REPORT_FORMATS } from '../../src/report/format-registry.ts';

test('formats have names of their own and say what they write', () => {
  const names = REPORT_FORMATS.map(({ name }) => name);
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
