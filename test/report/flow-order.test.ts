import { expect, test } from 'vitest';
import { ORDER_KEYS, orderRows } from '../../src/report/flow-order.ts';
import { rowView } from '../../src/report/flow-rows.ts';
import { sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

const rows = rowsOf();
const all = Uint32Array.from({ length: rows.count }, (_, i) => i);
const views = (key: (typeof ORDER_KEYS)[number], descending: boolean) =>
  [...orderRows(rows, all, { key, descending })].map((row) => rowView(rows, row));

test('numbers as numbers, texts as texts, either way round', () => {
  expect(views('up', true)[0]?.upBytes).toBe(48_232);
  expect(views('up', false)[0]?.upBytes).toBe(700);
  expect(views('app', false)[0]?.app.name).toBe('');
  expect(views('app', true)[0]?.app.name).toBe('org.fairweather.widget');
  const names = views('to', false).map(({ to }) => to);
  expect(names).toEqual([...names].sort());
});

test('every order holds every row once, and equal keys keep the order of the rows', () => {
  for (const key of ORDER_KEYS) {
    for (const descending of [false, true]) {
      const ordered = orderRows(rows, all, { key, descending });
      expect([...ordered].sort((a, b) => a - b)).toEqual([...all]);
    }
  }
  const ports = [...orderRows(rows, all, { key: 'proto', descending: true })];
  expect(ports).toEqual([...all]);
});

test('keys too far apart for packed numbers are compared instead, with the same result', () => {
  const [a, b, c] = sampleFlows().slice(0, 3) as [never, never, never];
  const far = rowsOf([
    { ...(a as object), duration_ms: 2 ** 42 },
    { ...(b as object), duration_ms: 1 },
    { ...(c as object), duration_ms: 2 ** 42 },
  ] as never);
  expect([...orderRows(far, Uint32Array.of(0, 1, 2), { key: 'sec', descending: true })]).toEqual([0, 2, 1]);
  expect([...orderRows(far, Uint32Array.of(0, 1, 2), { key: 'sec', descending: false })]).toEqual([1, 0, 2]);
});

test('nothing selected stays nothing', () => {
  expect(orderRows(rows, new Uint32Array(0), { key: 'up', descending: true })).toHaveLength(0);
});
