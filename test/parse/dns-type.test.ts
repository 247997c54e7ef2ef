import { expect, test } from 'vitest';
import { DnsType, dnsTypeName } from '../../src/parse/dns-type.ts';

test('known types have names and unknown ones print their number', () => {
  expect(dnsTypeName(DnsType.aaaa)).toBe('AAAA');
  expect(dnsTypeName(DnsType.https)).toBe('HTTPS');
  expect(dnsTypeName(65_400)).toBe('TYPE65400');
});
