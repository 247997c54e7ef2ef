import { expect, test } from 'vitest';
import { hostAndPort } from '../../src/features/destination-text.ts';

test('a port stands behind its host, an IPv6 address in brackets', () => {
  expect(hostAndPort('a.example', 443, 'tcp')).toBe('a.example:443');
  expect(hostAndPort('2001:db8::1', 53, 'udp')).toBe('[2001:db8::1]:53');
});

test('type and code of ICMP are no port, and a protocol without ports has none', () => {
  expect(hostAndPort('ff02::2', 134, 'ipv6-icmp')).toBe('ff02::2');
  expect(hostAndPort('224.0.0.18', 0, 'vrrp')).toBe('224.0.0.18');
});
