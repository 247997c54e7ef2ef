import { expect, test } from 'vitest';
import { TLS_CIPHER_SUITES } from '../../src/parse/tls-cipher-names.ts';
import { suiteStrength } from '../../src/parse/tls-suite-strength.ts';

test('a modern suite has nothing against it', () => {
  expect(suiteStrength(0xc02b)).toEqual({ cipherFamily: 'aes-gcm', forwardSecrecy: true, weak: [], legacy: [] });
  expect(suiteStrength(0x1303)).toEqual({ cipherFamily: 'chacha20-poly1305', weak: [], legacy: [] });
});

test('what the RFCs forbid is weak, what they advise against is legacy', () => {
  expect(suiteStrength(0x0005)).toMatchObject({ cipherFamily: 'rc4', weak: ['rc4'], legacy: ['no_forward_secrecy'] });
  expect(suiteStrength(0x0003).weak).toEqual(['export', 'rc4', 'md5']);
  expect(suiteStrength(0x000a)).toMatchObject({ cipherFamily: '3des-cbc', weak: ['3des'] });
  expect(suiteStrength(0xc016).weak).toEqual(['anonymous', 'rc4']);
  expect(suiteStrength(0xc014)).toMatchObject({ weak: [], legacy: ['cbc'], forwardSecrecy: true });
  expect(suiteStrength(0x009c).legacy).toEqual(['no_forward_secrecy']);
  expect(suiteStrength(0x003b).weak).toEqual(['null']);
});

test('every suite with a name that protects data has a family', () => {
  const without = [...TLS_CIPHER_SUITES].filter(
    ([suite, name]) => !name.endsWith('_SCSV') && suiteStrength(suite).cipherFamily === undefined,
  );
  expect(without).toEqual([]);
});

test('a suite without a name says nothing', () => {
  expect(suiteStrength(0xfafa)).toEqual({ weak: [], legacy: [] });
});
