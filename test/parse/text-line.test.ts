import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandWord, readTextLine } from '../../src/parse/text-line.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

test('a line ends in CR LF or LF, or with the bytes', () => {
  expect(readTextLine(bytes('EHLO a\r\nx'), 0)).toEqual({ start: 0, end: 6, next: 8 });
  expect(readTextLine(bytes('EHLO a\nx'), 0)).toEqual({ start: 0, end: 6, next: 7 });
  expect(readTextLine(bytes('abc'), 1)).toEqual({ start: 1, end: 3 });
  expect(readTextLine(bytes('abc\r'), 0)).toEqual({ start: 0, end: 4 });
  expect(readTextLine(bytes('abc'), 3)).toBeUndefined();
});

test('control characters, and lines longer than any command, are no text', () => {
  expect(readTextLine(bytes('ab\x01\r\n'), 0)).toBeUndefined();
  expect(readTextLine(bytes('ab\rcd\n'), 0)).toBeUndefined();
  expect(readTextLine(bytes('a\x7f\n'), 0)).toBeUndefined();
  expect(readTextLine(bytes(`${'a'.repeat(3000)}\n`), 0)).toBeUndefined();
});

test('a command is read in any case, up to what is no letter', () => {
  expect(commandWord(bytes('starttls\r\n'), 0, 10)).toBe('STARTTLS');
  expect(commandWord(bytes('a1 Login x'), 3, 10)).toBe('LOGIN');
  expect(commandWord(bytes('123'), 0, 3)).toBe('');
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(70), (input, at) => {
      const line = readTextLine(input, at);
      if (line !== undefined) expect(line.end).toBeLessThanOrEqual(input.length);
      commandWord(input, at, input.length);
    }),
  );
});
