import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from '../../src/report/csv-cell.ts';
import { readCsv } from '../support/csv-reader.ts';

describe('a CSV cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=cmd'])('never begins a formula: %j', (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  });

  it('keeps ids that look like numbers as text', () => {
    expect(csvCell('1234567890123456')).toBe("'1234567890123456");
    expect(csvCell('123456789012e456')).toBe("'123456789012e456");
    expect(csvCell('ede14362bf83e66e')).toBe('ede14362bf83e66e');
  });

  it('leaves numbers, and negative ones, as numbers', () => {
    expect(csvLine([1, -2.5, undefined, true])).toBe('1,-2.5,,true\r\n');
  });

  it('comes back as it was from a reader of RFC 4180', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 6 }), (texts) => {
        const read = readCsv(csvLine(texts))[0] as string[];
        expect(read.map((cell, i) => (cell === `'${texts[i]}` ? texts[i] : cell))).toEqual(texts);
      }),
    );
  });
});
