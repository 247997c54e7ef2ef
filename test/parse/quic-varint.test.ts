import { expect, test } from 'vitest';
import { ByteCursor } from '../../src/base/byte-cursor.ts';
import { readQuicVarint } from '../../src/parse/quic-varint.ts';

const read = (hex: string) => readQuicVarint(new ByteCursor(new Uint8Array(Buffer.from(hex, 'hex'))));

test('the examples of RFC 9000 appendix A.1', () => {
  expect(read('25')).toBe(37);
  expect(read('4025')).toBe(37);
  expect(read('7bbd')).toBe(15_293);
  expect(read('9d7f3e7d')).toBe(494_878_333);
  expect(BigInt(read('c2197c5eff14e88c'))).toBe(151_288_809_941_952_640n);
});

test('a number cut short leaves the cursor short', () => {
  const cursor = new ByteCursor(Uint8Array.of(0x7b));
  readQuicVarint(cursor);
  expect(cursor.short).toBe(true);
});
