import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitCsvLine } from '../../src/telemetry/csv-line.ts';

it('quotes protect commas and double quotes', () => {
  expect(splitCsvLine('a,b,')).toEqual(['a', 'b', '']);
  expect(splitCsvLine('"a,b",c')).toEqual(['a,b', 'c']);
  expect(splitCsvLine('"say ""hi""",""')).toEqual(['say "hi"', '']);
  expect(splitCsvLine('a"b,c')).toEqual(['a"b', 'c']);
});

it('a quote that is not closed, or text behind it, is no CSV', () => {
  expect(splitCsvLine('"a,b')).toBeUndefined();
  expect(splitCsvLine('"a"b,c')).toBeUndefined();
});

it('fields written by the rules of RFC 4180 come back', () => {
  const field = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      expect(splitCsvLine(fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))).toEqual(fields);
    }),
  );
});
