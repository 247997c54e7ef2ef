import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FlowRows, NO_APP, NO_TLS, ROW_COLUMN_NAMES, ROW_COLUMNS, rowArrays } from '../../src/report/flow-rows.ts';
import { decodeFlowRows, encodeFlowRows } from '../../src/report/flow-rows-codec.ts';
import { sampleFlows } from '../support/analysis-result.ts';
import { rowsOf } from '../support/report-parts.ts';

test('rows come back as they went in', () => {
  const rows = rowsOf(sampleFlows({ times: 3 }));
  expect(decodeFlowRows(encodeFlowRows(rows), rows.captures)).toEqual(rows);
});

test('no rows are rows too', () => {
  expect(decodeFlowRows(encodeFlowRows(rowsOf([])), []).count).toBe(0);
});

test('any whole number that a column can hold comes back, rising or not', () => {
  const value = (name: (typeof ROW_COLUMN_NAMES)[number]) =>
    ROW_COLUMNS[name] === Float64Array ? fc.nat(2 ** 51) : fc.nat(2 ** 32 - 1);
  fc.assert(
    fc.property(
      fc.array(fc.record(Object.fromEntries(ROW_COLUMN_NAMES.map((name) => [name, value(name)])))),
      (table) => {
        const columns = rowArrays(table.length);
        table.forEach((row, i) => {
          for (const name of ROW_COLUMN_NAMES) columns[name][i] = row[name] as number;
        });
        const rows: FlowRows = {
          count: table.length,
          columns,
          texts: [''],
          apps: [NO_APP],
          tls: [NO_TLS],
          namesDevices: table.length > 3,
          captures: [],
        };
        expect(decodeFlowRows(encodeFlowRows(rows), rows.captures)).toEqual(rows);
      },
    ),
  );
});
