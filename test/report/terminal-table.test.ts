import { expect, test } from 'vitest';
import { displayWidth } from '../../src/report/safe-text.ts';
import { painter } from '../../src/report/terminal-style.ts';
import { type TableColumn, tableLines } from '../../src/report/terminal-table.ts';
import { HOSTILE } from '../support/analysis-result.ts';

const plain = painter(false);
const columns: TableColumn[] = [
  { title: 'App', align: 'left', flexible: true },
  { title: 'Flows', align: 'right' },
  { title: 'Result', align: 'left' },
];

test('numbers are right, text is left, the head stands over both', () => {
  const rows = [
    [{ text: 'com.a' }, { text: '7' }, { text: 'alert' }],
    [{ text: 'com.longer' }, { text: '1,234,567' }, { text: '' }],
  ];
  expect(tableLines(columns, rows, 80, plain)).toEqual([
    'App             Flows  Result',
    'com.a               7  alert',
    'com.longer  1,234,567',
  ]);
});

test('only the flexible column gives way on a narrow terminal', () => {
  const rows = [[{ text: 'com.example.very.long.name' }, { text: '1,234' }, { text: 'observation' }]];
  expect(tableLines(columns, rows, 36, plain)[1]).toBe('com.example.ver…  1,234  observation');
});

test('where the names are cut short already, the last column gives way', () => {
  const rows = [[{ text: 'com.example.app' }, { text: '1,234,567,890' }, { text: 'observation' }]];
  expect(tableLines(columns, rows, 30, plain)[1]).toBe('com.exa…  1,234,567,890  obse…');
});

test('no name makes a line wider than asked', () => {
  for (const name of Object.values(HOSTILE)) {
    for (const line of tableLines(columns, [[{ text: name }, { text: '1' }, { text: 'alert' }]], 40, plain)) {
      expect(displayWidth(line)).toBeLessThanOrEqual(40);
    }
  }
});

test('colour is put around a cell after it was cut and filled', () => {
  const rows = [[{ text: '東京' }, { text: '1' }, { text: 'alert', tone: 'signal' as const }]];
  expect(tableLines(columns, rows, 40, painter(true))[1]).toBe('東京          1  \x1b[1;31malert\x1b[0m');
});
