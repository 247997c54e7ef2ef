import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ZeekColumn, zeekFooter, zeekHeader, zeekLine, zeekObject } from '../../src/report/zeek-log.ts';
import { readZeekLog } from '../support/zeek-reader.ts';

interface Row {
  text: string | undefined;
  set: string[];
  count: number | undefined;
  time: number;
  flag: boolean;
}

const COLUMNS: readonly ZeekColumn<Row>[] = [
  { name: 'ts', type: 'time', value: ({ time }) => time },
  { name: 'text', type: 'string', value: ({ text }) => text },
  { name: 'set', type: 'set[string]', value: ({ set }) => set },
  { name: 'count', type: 'count', value: ({ count }) => count },
  { name: 'flag', type: 'bool', value: ({ flag }) => flag },
];

function log(rows: readonly Row[]): string {
  const time = '2026-01-09T10:20:30.000000Z';
  return zeekHeader('test', COLUMNS, time) + rows.map((row) => zeekLine(COLUMNS, row)).join('') + zeekFooter(time);
}

describe('a Zeek log', () => {
  it('has the header that readers go by', () => {
    expect(log([]).split('\n').slice(0, 6)).toEqual([
      '#separator \\x09',
      '#set_separator\t,',
      '#empty_field\t(empty)',
      '#unset_field\t-',
      '#path\ttest',
      '#open\t2026-01-09-10-20-30',
    ]);
  });

  it('reads back as it was, whatever the strings', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('-', '(empty)', '', '#fields', 'a\tb', 'a\nb', 'a,b', '\\x2d', '\u202ecod', '\\'),
    );
    const row = fc.record<Row>({
      text: fc.option(text, { nil: undefined }),
      set: fc.array(text, { maxLength: 3 }).filter((set) => !(set.length === 1 && set[0] === '')),
      count: fc.option(fc.nat(), { nil: undefined }),
      time: fc.integer({ min: 1, max: 2e9 }).map((seconds) => seconds + 0.125),
      flag: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const read = readZeekLog(log(rows)).rows;
        // An element that is empty cannot be told from "(empty)" inside a set: Zeek writes it the same way.
        const set = (values: string[]) => values.map((value) => (value === '' ? '(empty)' : value));
        expect(read).toEqual(
          rows.map(({ text: own, set: values, count, time, flag }) => ({
            ts: time,
            text: own,
            set: set(values),
            count,
            flag,
          })),
        );
      }),
    );
  });

  it('leaves unset fields out of JSON', () => {
    expect(zeekObject(COLUMNS, { text: undefined, set: ['a'], count: 3, time: 1.5, flag: false })).toEqual({
      ts: 1.5,
      set: ['a'],
      count: 3,
      flag: false,
    });
  });
});
