import { expect, test } from 'vitest';
import {
  readAlpnProtocols,
  readShortU16Vector,
  readU8Vector,
  readU16List,
  readU16Vector,
  u16,
  u24,
} from '../../src/parse/tls-extension.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

test('vectors yield their code points', () => {
  expect(readU16Vector(bytes('0004001d0017'), 0, 6)).toEqual([0x1d, 0x17]);
  expect(readShortU16Vector(bytes('0403040303'), 0, 5)).toEqual([0x0304, 0x0303]);
  expect(readU8Vector(bytes('020001'), 0, 3)).toEqual([0, 1]);
  expect(readU16List(bytes('00ff1301'), 0, 4)).toEqual([0xff, 0x1301]);
  expect(readAlpnProtocols(bytes('000c02683208687474702f312e31'), 0, 14)).toEqual(['h2', 'http/1.1']);
  expect(u16(bytes('ffee01'), 1)).toBe(0xee01);
});

test('an empty list is a list', () => {
  expect(readU16Vector(bytes('0000'), 0, 2)).toEqual([]);
  expect(readU8Vector(bytes('00'), 0, 1)).toEqual([]);
  expect(readAlpnProtocols(bytes('0000'), 0, 2)).toEqual([]);
});

test('a vector that does not fill its body exactly is not read at all', () => {
  expect(readU16Vector(bytes('0002001d0017'), 0, 6)).toBeUndefined();
  expect(readU16Vector(bytes('0006001d0017'), 0, 6)).toBeUndefined();
  expect(readU16Vector(bytes('0003001d00'), 0, 5)).toBeUndefined();
  expect(readShortU16Vector(bytes('0303040303'), 0, 5)).toBeUndefined();
  expect(readU8Vector(bytes('0300'), 0, 2)).toBeUndefined();
  expect(readU8Vector(bytes(''), 0, 0)).toBeUndefined();
  expect(readAlpnProtocols(bytes('000403683200'), 0, 6)).toEqual(['h2\0']);
  expect(readAlpnProtocols(bytes('000404683200'), 0, 6)).toBeUndefined();
});

test('numbers of two and three bytes', () => {
  expect(u16(bytes('000102'), 1)).toBe(0x0102);
  expect(u24(bytes('00010203'), 1)).toBe(0x010203);
});
