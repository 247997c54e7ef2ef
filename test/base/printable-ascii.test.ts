import { expect, it } from 'vitest';
import { countPrintable, isPrintable } from '../../src/base/printable-ascii.ts';

it('takes the space to the tilde for printable, and neither control characters nor bytes beyond ASCII', () => {
  const printable = Array.from({ length: 256 }, (_, byte) => byte).filter(isPrintable);
  expect(String.fromCharCode(...printable)).toMatch(/^[ -~]{95}$/);
  expect([0x1f, 0x7f, 0x80, 0xff].some(isPrintable)).toBe(false);
});

it('counts them', () => {
  expect(countPrintable(Buffer.from('two\r\nwords ~\u007f'))).toBe(10);
  expect(countPrintable(new Uint8Array(0))).toBe(0);
});
