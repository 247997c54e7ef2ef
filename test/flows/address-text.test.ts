import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { addressText } from '../../src/flows/address-text.ts';

function words(text: string): Int32Array {
  const parsed = ipaddr.parse(text);
  const v6 = parsed.kind() === 'ipv4' ? (parsed as ipaddr.IPv4).toIPv4MappedAddress() : (parsed as ipaddr.IPv6);
  const bytes = Buffer.from(v6.toByteArray());
  return Int32Array.from([0, 4, 8, 12], (at) => bytes.readInt32BE(at));
}

describe('the text of an address', () => {
  it('is canonical for any IPv4 address, and the same when asked again', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(addressText(words(text), 0)).toBe(text);
        expect(addressText(words(text), 0)).toBe(text);
      }),
    );
  });

  it('is canonical for any IPv6 address (RFC 5952)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((group) => group.toString(16)).join(':');
        const parsed = ipaddr.IPv6.parse(text);
        if (parsed.isIPv4MappedAddress()) return;
        const expected = parsed.toRFC5952String();
        // A dotted quad is one way to write some addresses, and not ours.
        if (!expected.includes('.')) expect(addressText(words(text), 0)).toBe(expected);
      }),
    );
  });

  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['255.255.255.255', '255.255.255.255'],
  ])('writes %s as %s', (given, expected) => {
    expect(addressText(words(given), 0)).toBe(expected);
  });

  it('reads from where it is told', () => {
    const key = new Int32Array(12);
    key.set(words('192.0.2.1'), 4);
    key.set(words('2001:db8::5'), 8);
    expect([addressText(key, 0), addressText(key, 4), addressText(key, 8)]).toEqual(['::', '192.0.2.1', '2001:db8::5']);
  });

  it('stays right when more addresses pass than it remembers', () => {
    for (let i = 0; i < 70_000; i++) addressText(Int32Array.of(0, 0, 0xffff, i), 0);
    expect(addressText(Int32Array.of(0, 0, 0xffff, 0x0a000201), 0)).toBe('10.0.2.1');
    expect(addressText(Int32Array.of(0, 0, 0xffff, -1), 0)).toBe('255.255.255.255');
  });
});
