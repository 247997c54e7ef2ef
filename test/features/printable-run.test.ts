import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestPrintableRun } from '../../src/features/printable-run.ts';

function reference(bytes: Uint8Array): number {
  const runs =
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[\x20-\x7e]+/g) ?? [];
  return Math.max(0, ...runs.map((run) => run.length));
}

describe('the longest printable run', () => {
  it('is what a pattern finds, in mixtures of text and other bytes', () => {
    const byte = fc.oneof(fc.integer({ min: 32, max: 126 }), fc.constantFrom(0, 10, 31, 127, 200, 255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 200 }), (list) => {
        const bytes = Uint8Array.from(list);
        expect(longestPrintableRun(bytes, 0, bytes.length)).toBe(reference(bytes));
      }),
    );
  });

  it('may be all of the bytes, or none', () => {
    expect(longestPrintableRun(Buffer.from('GET / HTTP/1.1'), 0, 14)).toBe(14);
    expect(longestPrintableRun(Buffer.from([0, 1, 2, 255]), 0, 4)).toBe(0);
    expect(longestPrintableRun(Buffer.from(''), 0, 0)).toBe(0);
  });

  it('does not look beyond the asked range', () => {
    expect(longestPrintableRun(Buffer.from('abc\0defgh'), 1, 6)).toBe(2);
  });

  it('counts the space and the tilde, but not their neighbours 0x1f and 0x7f', () => {
    expect(longestPrintableRun(Uint8Array.of(0x1f, 0x20, 0x7e, 0x7f), 0, 4)).toBe(2);
  });
});
