import { expect, test } from 'vitest';
import { latin1Text, utf8Text } from '../../src/parse/byte-text.ts';

const bytes = new Uint8Array([0x61, 0xc3, 0xa9, 0xff, 0x00, 0x0a]);

test('latin-1 text has one character a byte, so that the bytes can be had back', () => {
  expect(latin1Text(bytes, 0, 6)).toBe('aÃ©ÿ\0\n');
  expect([...Buffer.from(latin1Text(bytes, 0, 6), 'latin1')]).toEqual([...bytes]);
});

test('what is not UTF-8 becomes a replacement character, and control characters stay', () => {
  expect(utf8Text(bytes, 0, 6)).toBe('aé\ufffd\0\n');
});

test('a range beyond the bytes is clipped to them', () => {
  expect(utf8Text(bytes, 4, 99)).toBe('\0\n');
  expect(utf8Text(bytes, 9, 4)).toBe('');
  expect(latin1Text(bytes, -5, 1)).toBe('a');
});

test('a view into a larger buffer is read at its own offset', () => {
  expect(latin1Text(new Uint8Array(Buffer.from('xxabc')).subarray(2), 1, 3)).toBe('bc');
});
