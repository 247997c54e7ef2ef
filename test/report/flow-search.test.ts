import { expect, test } from 'vitest';
import { FlowSearch } from '../../src/report/flow-search.ts';
import { sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

const search = new FlowSearch(rowsOf());

test('a page of rows is a part of what matches, in order', () => {
  const query = { filter: 'uid:10187', order: { key: 'up', descending: true } } as const;
  const first = search.page(query, 0, 10);
  const second = search.page(query, 10, 10);
  expect(first.matched).toBe(92);
  expect(first.rows.every(({ app }) => app.uid === 10187)).toBe(true);
  expect(first.rows[0]?.upBytes).toBe(939);
  expect(new Set([...first.rows, ...second.rows].map(({ flowId }) => flowId)).size).toBe(20);
  expect(search.page({ filter: 'uid:10187', order: undefined }, 90, 10).rows).toHaveLength(2);
});

test('the same question is answered from memory, another one anew', () => {
  const query = { filter: 'uid:10166', order: undefined };
  expect(search.select(query)).toBe(search.select({ ...query }));
  expect(search.select({ ...query, filter: '' })).toHaveLength(342);
});

test('knows whether the date must be shown', () => {
  expect(search.severalDays).toBe(false);
  const [flow] = sampleFlows();
  const later = { ...(flow as never as object), start: '2026-01-11T00:00:00.000000Z' } as never;
  expect(new FlowSearch(rowsOf([...sampleFlows(), later])).severalDays).toBe(true);
  expect(new FlowSearch(rowsOf([])).severalDays).toBe(false);
});
