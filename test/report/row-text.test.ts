import { expect, test } from 'vitest';
import { ORDER_KEYS } from '../../src/report/flow-order.ts';
import { rowView } from '../../src/report/flow-rows.ts';
import { APP_CELL, csvHead, csvLine, FINDING_CELL, isoTime, ROW_CELLS } from '../../src/report/row-text.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

const flow = rowView(rowsOf(), 0);

test('a cell for each key that orders the table', () => {
  expect(ROW_CELLS).toHaveLength(ORDER_KEYS.length);
  expect(ROW_CELLS[FINDING_CELL]?.title).toBe('Finding');
});

test('cells read as people write: times in UTC, groups of three, unknown where there is no app', () => {
  const shown = {
    ...flow,
    startUs: Date.UTC(2026, 0, 9, 1, 2, 3, 4) * 1000,
    durationUs: 1_234_567_890,
    upBytes: 48_200,
    app: { uid: -1, name: '', label: '' },
  };
  const texts = ROW_CELLS.map(({ text }) => text(shown, false));
  expect(texts[0]).toBe('01:02:03.004');
  expect(ROW_CELLS[0]?.text(shown, true)).toBe('2026-01-09 01:02:03.004');
  expect(texts[APP_CELL]).toBe('unknown');
  expect(ROW_CELLS[APP_CELL]?.text({ ...shown, device: '10.0.0.7' }, false)).toBe('unknown, 10.0.0.7');
  expect(texts[7]).toBe('1,234.568');
  expect(texts[8]).toBe('48,200');
  expect(texts[FINDING_CELL]).toBe('');
});

test('times keep their microseconds, and impossible ones are empty', () => {
  expect(isoTime(Date.UTC(2026, 0, 9) * 1000 + 1_000_007)).toBe('2026-01-09T00:00:01.000007Z');
  expect(isoTime(1e30)).toBe('');
});

test('a line has as many cells as the head, whatever the texts', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const view = rowView(rowsOf(sampleFlows({ hostile }).filter(({ app }) => app?.uid === 10166)), 0);
    const cells = csvLine(view).match(/("(?:[^"]|"")*"|[^,]*)(?:,|\r\n$)/g);
    expect(cells).toHaveLength(csvHead().split(',').length);
  }
});

test('no cell begins as a formula, and no id can be read as a number', () => {
  for (const begin of ['=', '+', '-', '@', '\t', '\r', '\uff1d']) {
    expect(csvLine({ ...flow, to: `${begin}1+1` })).toMatch(/,"?'[=+\-@\t\r\uff1d]1\+1"?,/);
  }
  expect(csvLine({ ...flow, flowId: '1234567890123456' })).toMatch(/^'1234567890123456,/);
  expect(csvLine({ ...flow, flowId: '12e4567890123456' })).toMatch(/^'12e4567890123456,/);
  expect(csvLine({ ...flow, flowId: 'a2e4567890123456' })).toMatch(/^a2e4567890123456,/);
});

test('the head has the byte order mark that spreadsheets want', () => {
  expect(csvHead().charCodeAt(0)).toBe(0xfeff);
});
