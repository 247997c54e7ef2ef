import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { significant } from '../../src/features/feature-record.ts';
import { JsonBytes, preparedText } from '../../src/report/json-bytes.ts';

function printed(value: number): string {
  const out = new JsonBytes();
  out.number(value);
  return out.bytes.subarray(0, out.length).toString();
}

describe('JsonBytes', () => {
  it('prints numbers as JSON.stringify prints them after rounding to six digits', () => {
    const samples = [
      0,
      -0,
      1,
      -1,
      10,
      2147483647,
      2147483648,
      4294967295,
      4294967296,
      1e15,
      1e21,
      0.1,
      0.5,
      1 / 3,
      2 / 3,
      0.999_999_9,
      9.999_999,
      99_999.95,
      123_456.789,
      1e-6,
      1.5e-7,
      1e-9,
      1e-20,
      1e-25,
      -2.5,
      5e-324,
    ];
    for (const value of samples) {
      expect(printed(value), String(value)).toBe(JSON.stringify(significant(value)));
      expect(printed(-value), String(-value)).toBe(JSON.stringify(significant(-value)));
    }
  });

  it('prints thousandths of whole numbers to the last digit', () => {
    const thousandth = (value: number) => {
      const out = new JsonBytes();
      out.thousandth(value);
      return out.bytes.subarray(0, out.length).toString();
    };
    const samples = [0, -0, 1, 10, 999, 1000, 1001, 5_522_356, 2_147_483_647, 2_147_483_648, 86_400_000_001, -1, -1500];
    for (const value of samples) expect(thousandth(value)).toBe(JSON.stringify(value / 1000));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (value) => {
        expect(thousandth(value)).toBe(JSON.stringify(value / 1000));
      }),
      { numRuns: 2000 },
    );
  });

  it('copies short texts, and grows for them', () => {
    const out = new JsonBytes();
    const text = '2024-06-01T00:01:09.279233Z';
    for (let i = 0; i < 4000; i++) out.ascii(text);
    expect(out.bytes.subarray(0, out.length).toString()).toBe(text.repeat(4000));
  });

  it('agrees with JSON.stringify for any finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(printed(value)).toBe(JSON.stringify(significant(value)));
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
        expect(printed(value)).toBe(JSON.stringify(significant(value)));
      }),
      { numRuns: 5000 },
    );
  });

  it('grows for what does not fit and keeps what was written', () => {
    const out = new JsonBytes();
    const long = 'é'.repeat(100_000);
    out.prepared(preparedText('['));
    out.text(JSON.stringify(long));
    out.character(0x5d);
    expect(JSON.parse(out.bytes.subarray(0, out.length).toString())).toEqual([long]);
    out.clear();
    out.number(7);
    expect(out.bytes.subarray(0, out.length).toString()).toBe('7');
  });
});
