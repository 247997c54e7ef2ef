import { describe, expect, it } from 'vitest';
import { canonicalRowReader, sniffCanonical } from '../../src/telemetry/canonical-rows.ts';
import type { RowSchema } from '../../src/telemetry/row-fields.ts';

const schema: RowSchema = {
  keys: new Set(['schema', 'package.name', 'android.uid']),
  aliases: new Map([['uid', 'android.uid']]),
};

function read(text: string) {
  const rows: string[] = [];
  const rejected: unknown[] = [];
  const reader = canonicalRowReader('test/1', schema, (fields, line) => {
    rows.push(`${line} ${fields.text('package.name')} ${fields.text('android.uid')}`);
    return undefined;
  });
  text.split('\n').forEach((line, i) => {
    const rejection = reader.line(line, i + 1);
    if (rejection !== undefined) rejected.push(`${i + 1} ${rejection}`);
  });
  return { rows, rejected };
}

describe('rows', () => {
  it('may be NDJSON, a JSON array with an object a line, or CSV', () => {
    const json = '{"package.name":"a","uid":1}';
    expect(read(`${json}\n\n${json}`).rows).toEqual(['1 a 1', '3 a 1']);
    expect(read(`[\n${json},\n${json}\n]`).rows).toEqual(['2 a 1', '3 a 1']);
    expect(read(`[${json},\n${json} ]`).rows).toEqual(['1 a 1', '2 a 1']);
    expect(read('uid,package.name\n1,a\n"2","b"').rows).toEqual(['2 a 1', '3 b 2']);
  });

  it('of concatenated CSV exports skip the repeated header', () => {
    expect(read('uid,package.name\n1,a\nuid,package.name\n2,b')).toEqual({ rows: ['2 a 1', '4 b 2'], rejected: [] });
  });

  it('that share a cell with the header are rows', () => {
    expect(read('uid,package.name\n1,package.name\nuid,b').rows).toEqual(['2 package.name 1', '3 b uid']);
  });

  it('of other schemas, and lines that are no rows, are rejected with a reason', () => {
    const { rows, rejected } = read('{"schema":"other/2"}\n{"schema":"test/1","uid":1}\n{broken');
    expect(rows).toEqual(['2 undefined 1']);
    expect(rejected).toEqual(['1 is a row of other/2, not of test/1', '3 is no JSON object']);
    expect(read('what,ever\n1,2').rejected[0]).toBe('1 is neither a JSON object nor a CSV header of known columns');
    expect(read('uid,package.name\n1,a,b\n"1,a').rejected).toEqual([
      '2 has 3 fields, the header 2',
      '3 has a quoted CSV field that is not closed on its line',
    ]);
  });

  it('with lists at their end keep them', () => {
    expect(read('{"uid":1,"package.name":["a","b"]}').rows).toEqual(['1 a|b 1']);
  });
});

describe('sniffing', () => {
  const sniff = (...lines: string[]) => sniffCanonical('test/1', schema, [['package.name'], ['android.uid']], lines);

  it('believes the schema key', () => {
    expect(sniff('{"schema":"test/1"}')).toBe(1);
    expect(sniff('{"schema":"other/1","package.name":"a","uid":1}')).toBe(0);
  });

  it('otherwise wants the required keys in the first row or header', () => {
    expect(sniff('', '[', '{"package.name":"a","uid":1},')).toBeGreaterThan(0.5);
    expect(sniff('uid,package.name')).toBeGreaterThan(0.5);
    expect(sniff('{"uid":1}')).toBe(0);
    expect(sniff('uid,other')).toBe(0);
    expect(sniff('package.name')).toBe(0);
    expect(sniff()).toBe(0);
  });
});
