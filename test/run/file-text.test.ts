import { describe, expect, it } from 'vitest';
import { fileText, parseFileJson } from '../../src/run/file-text.ts';

const mark = '\ufeff';
const codings: [string, Buffer][] = [
  ['UTF-8', Buffer.from('{"a": "ü"}')],
  ['UTF-8 with a byte order mark', Buffer.from(`${mark}{"a": "ü"}`)],
  ['UTF-16', Buffer.from(`${mark}{"a": "ü"}`, 'utf16le')],
  ['big-endian UTF-16', Buffer.from(`${mark}{"a": "ü"}`, 'utf16le').swap16()],
];

it.each(codings)('a file in %s is read', (_, bytes) => {
  expect(fileText(bytes)).toBe('{"a": "ü"}');
  expect(parseFileJson(bytes)).toEqual({ a: 'ü' });
});

describe('a file that is no JSON', () => {
  it('says what is wrong, and on which line', () => {
    expect(() => parseFileJson(Buffer.from('{\n  "a": 1,\n}'))).toThrow(/position 1[23].*\(line 3/);
  });

  it.each([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from([0xc3]), Buffer.alloc(0)])('is refused: %j', (bytes) => {
    expect(() => parseFileJson(bytes)).toThrow(SyntaxError);
  });
});
