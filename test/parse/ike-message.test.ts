import { expect, test } from 'vitest';
import { ikeVersion } from '../../src/parse/ike-message.ts';
import { altered, hex } from '../support/recogniser-runs.ts';

const HEADER = hex('1122334455667788 0000000000000000 21 20 22 08 00000000 0000001c');
const version = (bytes: Uint8Array, wireBytes = bytes.length) => ikeVersion(bytes, 0, bytes.length, wireBytes);

test('both versions are told by their header', () => {
  expect(version(HEADER)).toBe(2);
  // A higher minor version is read as the one that is known (RFC 7296 §2.5); another major one is not.
  expect(version(altered(HEADER, 17, 0x21))).toBe(2);
  expect(version(altered(HEADER, 17, 0x30))).toBeUndefined();
  expect(version(altered(altered(altered(HEADER, 17, 0x10), 18, 2), 19, 1))).toBe(1);
});

test('a length that is not the message, or a header that is cut, is none', () => {
  expect(version(HEADER, 29)).toBeUndefined();
  for (let length = 0; length < HEADER.length; length++)
    expect(version(HEADER.subarray(0, length), 28)).toBeUndefined();
});
