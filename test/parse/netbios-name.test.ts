import { expect, test } from 'vitest';
import { netBiosName } from '../../src/parse/netbios-name.ts';

test('a NetBIOS name is read out of its label, with the kind of service', () => {
  expect(netBiosName('fhepfcelehfcepfffacacacacacacabn')).toBe('workgroup<1d>');
  expect(netBiosName('fhepfcelehfcepfffacacacacacacabn.scope')).toBe('workgroup<1d>');
});

test('the wildcard is padded with zeros', () => {
  expect(netBiosName('ckaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).toBe('*<00>');
});

test('other names are not NetBIOS names', () => {
  expect(netBiosName('www.example.org')).toBeUndefined();
  expect(netBiosName('fhepfcelehfcepfffacacacacacacabq')).toBeUndefined();
  expect(netBiosName('fhepfcelehfcepfffacacacacacacabnx')).toBeUndefined();
  expect(netBiosName('')).toBeUndefined();
});
