import { expect, test } from 'vitest';
import { registeredDomain } from '../../src/flows/registered-domain.ts';

test('the registered domain stands in front of the public suffix, those of private hosts included', () => {
  expect(registeredDomain('a.b.example.com')).toBe('example.com');
  expect(registeredDomain('a.b.example.co.uk')).toBe('example.co.uk');
  expect(registeredDomain('assets.d111.cloudfront.net')).toBe('d111.cloudfront.net');
  expect(registeredDomain('x.me.duckdns.org')).toBe('me.duckdns.org');
  expect(registeredDomain('_x.t1.example')).toBe('t1.example');
});

test('a suffix, a lone label and a reverse lookup have none', () => {
  for (const name of ['com', 'co.uk', 'localhost', '', '.', '4.3.2.1.in-addr.arpa', 'b.a.9.ip6.arpa']) {
    expect(registeredDomain(name)).toBeUndefined();
  }
});
