import { expect, test } from 'vitest';
import { cipherSuiteName, isGrease, namedGroupName, tlsVersionName } from '../../src/parse/tls-names.ts';

test('known code points have their registered names', () => {
  expect(tlsVersionName(0x0304)).toBe('1.3');
  expect(tlsVersionName(0x0300)).toBe('ssl3.0');
  expect(cipherSuiteName(0x1301)).toBe('TLS_AES_128_GCM_SHA256');
  expect(namedGroupName(0x001d)).toBe('x25519');
  expect(namedGroupName(0x11ec)).toBe('X25519MLKEM768');
});

test('unknown code points print as four hexadecimal digits', () => {
  expect(tlsVersionName(0xfb1a)).toBe('0xfb1a');
  expect(cipherSuiteName(0x1a2b)).toBe('0x1a2b');
  expect(namedGroupName(7 << 4)).toBe('0x0070');
});

test('a draft of TLS 1.3 says which one', () => {
  expect(tlsVersionName(0x7f1c)).toBe('1.3-draft28');
});

test('the sixteen GREASE values are known and nothing else is', () => {
  const values = Array.from({ length: 0x10000 }, (_, value) => value).filter(isGrease);
  expect(values).toEqual(Array.from({ length: 16 }, (_, i) => 0x0a0a + i * 0x1010));
});
