import { isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipv4Text, ipv6Text } from '../../src/parse/ip-text.ts';

const v6 = (hex: string) => ipv6Text(new Uint8Array(Buffer.from(hex, 'hex')), 0);

test('an IPv4 address is four decimal numbers', () => {
  expect(ipv4Text(new Uint8Array([9, 192, 0, 2, 255]), 1)).toBe('192.0.2.255');
});

test('IPv6 text follows RFC 5952: the first longest run of zeros is cut out, and no single zero', () => {
  expect(v6('20010db8000000000000000000000001')).toBe('2001:db8::1');
  expect(v6('20010db8000000010001000100010001')).toBe('2001:db8:0:1:1:1:1:1');
  expect(v6('20010000000000010000000000000001')).toBe('2001:0:0:1::1');
  expect(v6('20010db8000000000001000000000001')).toBe('2001:db8::1:0:0:1');
  expect(v6('00000000000000000000000000000000')).toBe('::');
  expect(v6('00000000000000000000000000000001')).toBe('::1');
  expect(v6('fe800000000000000000000000000000')).toBe('fe80::');
  expect(v6('0102030405060708090a0b0c0d0e0f10')).toBe('102:304:506:708:90a:b0c:d0e:f10');
});

test('an IPv4-mapped address is the IPv4 address', () => {
  expect(v6('00000000000000000000ffffc0000201')).toBe('192.0.2.1');
});

test('every address but the mapped and compatible ones reads as the operating system writes it', () => {
  const zeroOrAny = fc.oneof(fc.constant(0), fc.nat(0xffff));
  fc.assert(
    fc.property(fc.array(zeroOrAny, { minLength: 8, maxLength: 8 }), (groups) => {
      fc.pre(groups.slice(0, 5).some((group) => group !== 0));
      const bytes = new Uint8Array(groups.flatMap((group) => [group >> 8, group & 255]));
      const plain = groups.map((group) => group.toString(16)).join(':');
      const text = ipv6Text(bytes, 0);
      expect(isIPv6(text)).toBe(true);
      expect(text).toBe(new SocketAddress({ family: 'ipv6', address: plain }).address);
    }),
  );
});
