import { expect, test } from 'vitest';
import { crc32c } from '../../src/base/crc32c.ts';

test('the check value of the catalogue of CRCs, and the vectors of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32), 0, 32)).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8ab43);
});

test('only the bytes that are named count', () => {
  expect(crc32c(Buffer.from('xx123456789yy'), 2, 11)).toBe(0xe3069283);
});
