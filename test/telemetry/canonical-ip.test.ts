import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteSwappedIp, canonicalIp, isWildcardIp, nat64Ipv4, procNetIp } from '../../src/telemetry/canonical-ip.ts';

describe('canonicalIp', () => {
  it('folds every way of writing an address to one text', () => {
    expect(
      ['10.0.2.15', ' 10.0.2.15 ', '/10.0.2.15', 'example.com/10.0.2.15', '::ffff:10.0.2.15', '[::FFFF:a00:20f]'].map(
        canonicalIp,
      ),
    ).toEqual(new Array(6).fill('10.0.2.15'));
    expect(['fe80::1%wlan0', 'FE80:0:0:0:0:0:0:1', '[fe80::1]', 'fe80:0000::0001'].map(canonicalIp)).toEqual(
      new Array(4).fill('fe80::1'),
    );
    expect(canonicalIp('2001:db8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
    expect(canonicalIp('64:ff9b::203.0.113.7')).toBe('64:ff9b::cb00:7107');
    expect(canonicalIp('*')).toBe('0.0.0.0');
    expect(canonicalIp('::')).toBe('::');
  });

  it('refuses what is no address', () => {
    const wrong = [
      '',
      '10.0.2',
      '10.0.2.256',
      '10.0.2.15.1',
      '1.2.3.4x',
      '0x0a.0.0.1',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      'g::1',
      '1:2:3:4:5:6:7:8:9',
      '12345::',
      '[::1',
      'host',
      '1.2.3.4::',
    ];
    expect(wrong.map(canonicalIp)).toEqual(wrong.map(() => undefined));
    expect(canonicalIp('1'.repeat(1_000_000))).toBeUndefined();
  });

  it('is a fixed point: canonical text stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
        const canonical = canonicalIp(ip);
        expect(canonical).toBeDefined();
        expect(canonicalIp(canonical as string)).toBe(canonical);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void canonicalIp(text)));
  });
});

it('wildcards are those of both families', () => {
  expect(['0.0.0.0', '::', '10.0.0.0', '::1'].map(isWildcardIp)).toEqual([true, true, false, false]);
});

it('/proc/net hex is read word by word, low byte first', () => {
  expect(procNetIp('0F02000A')).toBe('10.0.2.15');
  expect(procNetIp('0000000000000000FFFF0000077100CB')).toBe('203.0.113.7');
  expect(procNetIp('B80D0120000000000000000001000000')).toBe('2001:db8::1');
  expect(procNetIp('00000000000000000000000000000000')).toBe('::');
  expect(['0F02000', '0F02000G', '', '0F02000A00'].map(procNetIp)).toEqual(new Array(4).fill(undefined));
});

it('swapping bytes twice gives the address back', () => {
  expect(byteSwappedIp('10.0.2.15')).toBe('15.2.0.10');
  expect(byteSwappedIp('2001:db8::1')).toBe('b80d:120::100:0');
  expect(byteSwappedIp('host')).toBeUndefined();
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      expect(byteSwappedIp(byteSwappedIp(ip) as string)).toBe(canonicalIp(ip));
    }),
  );
});

it('only the well-known NAT64 prefix hides an IPv4 address', () => {
  expect(nat64Ipv4('64:ff9b::cb00:7107')).toBe('203.0.113.7');
  expect(nat64Ipv4('64:ff9b::1:cb00:7107')).toBeUndefined();
  expect(nat64Ipv4('64:ff9b:1::cb00:7107')).toBeUndefined();
  expect(nat64Ipv4('203.0.113.7')).toBeUndefined();
});
