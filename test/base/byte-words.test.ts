import { expect, test } from 'vitest';
import { hasText, isText, isZero, u16be, u16le, u24be, u24le, u32be, u32le } from '../../src/base/byte-words.ts';

const bytes = Uint8Array.of(0, 0x81, 0x82, 0x83, 0x84);

test('numbers are read in both orders, without sign', () => {
  expect([u16be(bytes, 1), u24be(bytes, 1), u32be(bytes, 1)]).toEqual([0x8182, 0x818283, 0x81828384]);
  expect([u16le(bytes, 1), u24le(bytes, 1), u32le(bytes, 1)]).toEqual([0x8281, 0x838281, 0x84838281]);
});

test('bytes past the end read as zero', () => {
  expect([u16be(bytes, 4), u32be(bytes, 4), u16le(bytes, 4), u32le(bytes, 9)]).toEqual([0x8400, 0x84000000, 0x84, 0]);
});

test('text is compared letter by letter, and never past the end', () => {
  const text = Buffer.from('xSIP/2.0');
  expect(hasText(text, 1, 'SIP/2.0')).toBe(true);
  expect(hasText(text, 1, 'sip/2.0')).toBe(false);
  expect(hasText(text, 2, 'IP/2.0 ')).toBe(false);
});

test('zeros and printable bytes are told within bounds', () => {
  expect(isZero(bytes, 0, 1)).toBe(true);
  expect(isZero(bytes, 0, 2)).toBe(false);
  expect(isText(Buffer.from('a\tb\r\nc~'), 0, 7)).toBe(true);
  expect(isText(Buffer.from('a\x00b'), 0, 3)).toBe(false);
  expect(isText(Buffer.from('a\x7f'), 0, 2)).toBe(false);
  expect(isText(Buffer.from('a\x7f'), 0, 1)).toBe(true);
});
