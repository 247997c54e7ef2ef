import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { isGzip, nonTextKind, utf16Label } from '../../src/telemetry/content-kind.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

it('captures in every byte order are told to go where captures belong', () => {
  for (const magic of [
    '\xd4\xc3\xb2\xa1',
    '\xa1\xb2\xc3\xd4',
    '\x4d\x3c\xb2\xa1',
    '\xa1\xb2\x3c\x4d',
    '\x0a\x0d\x0d\x0a',
  ]) {
    expect(nonTextKind(bytes(`${magic}rest`))).toContain('packet capture');
  }
});

it('archives, databases and UTF-16 name the way out', () => {
  expect(nonTextKind(bytes('SQLite format 3\0'))).toContain('CSV');
  expect(nonTextKind(bytes('PK\x03\x04'))).toContain('unpack');
  expect(nonTextKind(bytes('\xff\xfea\0'))).toContain('UTF-8');
  expect(nonTextKind(bytes('text with a \0 inside'))).toContain('binary');
  expect(nonTextKind(randomBytes(4096))).toContain('binary');
});

it('text of any language is text', () => {
  expect(
    [bytes('### 1767225601'), Buffer.from('تطبيق'), Buffer.from('\ufeffts,uid'), bytes('')].map(nonTextKind),
  ).toEqual(new Array(4).fill(undefined));
});

it('gzip is told by its first two bytes', () => {
  expect(isGzip(bytes('\x1f\x8b\x08'))).toBe(true);
  expect([bytes('\x1f'), bytes('{"a":1}'), bytes('')].map(isGzip)).toEqual([false, false, false]);
});

it('lines of text with a run of NUL bytes between them are text: the device lost power while it wrote', () => {
  expect(nonTextKind(bytes(`a line\nand another\n${'\0'.repeat(4000)}\nthe third\n`))).toBeUndefined();
  expect(nonTextKind(bytes(`ELF\0\x01\x01\n\0\x02rest of it\0\na\n`))).toContain('binary');
});

it('UTF-16 is told by its byte order mark', () => {
  expect(['\xff\xfea\0', '\xfe\xff\0a', 'a\0'].map((text) => utf16Label(bytes(text)))).toEqual([
    'utf-16le',
    'utf-16be',
    undefined,
  ]);
});
