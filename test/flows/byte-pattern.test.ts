import { expect, test } from 'vitest';
import { bytePattern, matchesPattern } from '../../src/flows/byte-pattern.ts';

test('hexadecimal digits, nibbles that may be anything, and text in quotes make a pattern', () => {
  const pattern = bytePattern('81 0. .. "Hi there"');
  expect(pattern.bits).toBe(8 + 4 + 64);
  expect(matchesPattern(pattern, Buffer.from('\x81\x0f\xffHi there!', 'latin1'), 0)).toBe(true);
  expect(matchesPattern(pattern, Buffer.from('\x81\x1f\xffHi there!', 'latin1'), 0)).toBe(false);
  expect(matchesPattern(pattern, Buffer.from('x\x81\x0f\xffHi there', 'latin1'), 1)).toBe(true);
});

test('bytes that end before the pattern do not match', () => {
  expect(matchesPattern(bytePattern('0102'), Uint8Array.of(1), 0)).toBe(false);
});

test('what is neither is refused when the program starts', () => {
  expect(() => bytePattern('81 0x')).toThrow('"0x"');
  expect(() => bytePattern('810')).toThrow('hexadecimal');
});
