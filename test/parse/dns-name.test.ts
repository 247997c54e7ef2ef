import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteCursor } from '../../src/base/byte-cursor.ts';
import { readDnsName } from '../../src/parse/dns-name.ts';

const read = (bytes: Uint8Array | string, at = 0, messageStart = 0) => {
  const cursor = new ByteCursor(typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'latin1')) : bytes, at);
  const name = readDnsName(cursor, messageStart);
  return { name, offset: cursor.offset, short: cursor.short };
};

test('labels are joined by dots, in lower case, and the cursor stands behind the name', () => {
  expect(read('\x03wWw\x07eXample\x03Org\0rest')).toEqual({ name: 'www.example.org', offset: 17, short: false });
  expect(read('\0x')).toEqual({ name: '.', offset: 1, short: false });
});

test('a compression pointer leads back, and the cursor stands behind the pointer', () => {
  const bytes = '\x07example\x03org\0\x03www\xc0\x00next';
  expect(read(bytes, 13)).toEqual({ name: 'www.example.org', offset: 19, short: false });
});

test('pointers count from the start of the message, not of the bytes', () => {
  expect(read('??\x03org\0\x03www\xc0\x00', 7, 2).name).toBe('www.org');
});

test('a pointer forward, to itself or in a circle is no name', () => {
  expect(read('\xc0\x02\x01a\0')).toMatchObject({ name: undefined, short: false });
  expect(read('\xc0\x00')).toMatchObject({ name: undefined, short: false });
  expect(read('\x01a\xc0\x00', 2)).toMatchObject({ name: undefined, short: false });
});

test('a name that chains 64 pointers is read and one that chains 65 is not', () => {
  const chain = (pointers: number) => {
    const bytes = [0];
    for (let i = 0; i < pointers; i++) bytes.push(0xc0 | ((i === 0 ? 0 : 2 * i - 1) >> 8), i === 0 ? 0 : 2 * i - 1);
    return read(new Uint8Array(bytes), 2 * pointers - 1).name;
  };
  expect(chain(64)).toBe('.');
  expect(chain(65)).toBeUndefined();
});

test('names end at 255 bytes and labels at 63', () => {
  const label = `\x3f${'a'.repeat(63)}`;
  expect(read(`${label.repeat(3)}\x3d${'a'.repeat(61)}\0`).name?.length).toBe(253);
  expect(read(`${label.repeat(3)}\x3e${'a'.repeat(62)}\0`)).toMatchObject({ name: undefined, short: false });
  expect(read(`\x40${'a'.repeat(64)}\0`)).toMatchObject({ name: undefined, short: false });
});

test('a dot or backslash inside a label cannot pass for a boundary; other bytes stay as they are', () => {
  expect(read('\x0bwww.evil\\.\n\x03org\0').name).toBe('www\\.evil\\\\\\.\n.org');
  expect(read('\x05caf\xc3\xa9\0').name).toBe('café');
});

test('a name that ends too early is cut, not wrong', () => {
  const name = '\x03www\x07example\x03org\0';
  for (let length = 0; length < name.length; length++) {
    expect(read(name.slice(0, length))).toMatchObject({ name: undefined, short: true });
  }
});

test('no bytes make it throw, run on or read a name of more than 255 bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(400), (bytes, at) => {
      const { name, offset } = read(bytes, Math.min(at, bytes.length));
      if (name !== undefined) expect(name.replaceAll(/\\(.)/gs, '$1').length).toBeLessThanOrEqual(255);
      expect(offset).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 2000 },
  );
});
