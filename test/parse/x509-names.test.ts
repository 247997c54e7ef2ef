import { expect, test } from 'vitest';
import {
  EC_CURVES,
  NAME_ATTRIBUTES,
  PUBLIC_KEYS,
  SIGNATURES,
  SUBJECT_ALTERNATIVE_NAME,
} from '../../src/parse/x509-names.ts';

/** DER contents of an object identifier in dots (X.690 §8.19). */
function oid(dots: string): string {
  const [first = 0, second = 0, ...rest] = dots.split('.').map(Number);
  return [first * 40 + second, ...rest].map(base128).join('');
}

function base128(value: number): string {
  const digits = [value & 127];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 127) | 128);
  return Buffer.from(digits).toString('hex');
}

test('identifiers stand under the bytes that a certificate has', () => {
  expect(PUBLIC_KEYS.get(oid('1.2.840.113549.1.1.1'))?.name).toBe('rsa');
  expect(PUBLIC_KEYS.get(oid('1.2.840.10045.2.1'))?.name).toBe('ec');
  expect(PUBLIC_KEYS.get(oid('2.16.840.1.101.3.4.3.17'))?.name).toBe('ml-dsa-44');
  expect(SIGNATURES.get(oid('1.2.840.113549.1.1.11'))).toBe('sha256-rsa');
  expect(SIGNATURES.get(oid('1.2.840.113549.1.1.4'))).toBe('md5-rsa');
  expect(SIGNATURES.get(oid('1.2.840.10045.4.3.3'))).toBe('sha384-ecdsa');
  expect(EC_CURVES.get(oid('1.2.840.10045.3.1.7'))).toEqual({ name: 'secp256r1', bits: 256 });
  expect(EC_CURVES.get(oid('1.3.132.0.34'))?.bits).toBe(384);
  expect(NAME_ATTRIBUTES.get(oid('2.5.4.3'))).toBe('CN');
  expect(SUBJECT_ALTERNATIVE_NAME).toBe(oid('2.5.29.17'));
});
