import { expect, test } from 'vitest';
import { EmbeddedFlows } from '../../../src/report/page/flow-source.ts';
import { HOSTILE, sampleFlows } from '../../support/analysis-result.ts';
import { rowsOf } from '../../support/report-parts.ts';

const source = new EmbeddedFlows(rowsOf());

test('a page of rows is a part of what matches, in order', async () => {
  const query = { filter: 'uid:10187', order: { key: 'up', descending: true } } as const;
  const first = await source.page(query, 0, 10);
  const second = await source.page(query, 10, 10);
  expect(first.matched).toBe(92);
  expect(first.rows).toHaveLength(10);
  expect(first.rows.every(({ app }) => app.uid === 10187)).toBe(true);
  expect(first.rows[0]?.upBytes).toBe(939);
  expect(new Set([...first.rows, ...second.rows].map(({ flowId }) => flowId)).size).toBe(20);
  expect((await source.page({ filter: 'uid:10187', order: undefined }, 90, 10)).rows).toHaveLength(2);
});

test('knows whether the date must be shown', () => {
  expect(source.severalDays).toBe(false);
  const [flow] = sampleFlows();
  const later = { ...(flow as never as object), start: '2026-01-11T00:00:00.000000Z' } as never;
  expect(new EmbeddedFlows(rowsOf([...sampleFlows(), later])).severalDays).toBe(true);
  expect(new EmbeddedFlows(rowsOf([])).severalDays).toBe(false);
});

test('the CSV has every matching row, and no cell that a spreadsheet would run', async () => {
  const hostile = new EmbeddedFlows(rowsOf(sampleFlows({ hostile: HOSTILE.formula })));
  const text = await (await hostile.csv({ filter: 'uid:10166', order: undefined })).text();
  const lines = text.split('\r\n');
  expect(lines).toHaveLength(26);
  expect(lines[0]).toMatch(/^\ufeff?flow_id,start,/);
  expect(lines[1]).toContain(`,"'=HYPERLINK(""http://x.invalid"",""y"")",`);
  expect(lines.at(-1)).toBe('');
});
