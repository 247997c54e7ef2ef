import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bencodedDictionaryEnd } from '../../src/parse/bencode.ts';
import { ascii } from '../support/recogniser-runs.ts';

const end = (text: string) => bencodedDictionaryEnd(ascii(text), 0, text.length);

test('a dictionary ends where its values do', () => {
  expect(end('de')).toBe(2);
  expect(end('d1:ai-5e1:bli1ei2ee1:cd1:x0:ee')).toBe(30);
  expect(end('d1:a3:xyzetail')).toBe(10);
});

test('what is cut, nested too deep, or no dictionary is none', () => {
  for (const text of [
    '',
    'd',
    'd1:a',
    'd1:ai5',
    'di5e1:ae',
    'l1:ae',
    'd1:a99:xe',
    `${'d1:a'.repeat(20)}de${'e'.repeat(20)}`,
  ]) {
    expect(end(text), text).toBeUndefined();
  }
});

test('no bytes make it throw or run past the end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const at = bencodedDictionaryEnd(bytes, 0, bytes.length);
      expect(at === undefined || at <= bytes.length).toBe(true);
    }),
  );
});
