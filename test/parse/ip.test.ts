import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIp, type FragmentHeader, walkExtensions } from '../../src/parse/ip.ts';
import { DecodeStop, type PacketView } from '../../src/parse/packet-view.ts';
import { addressesOf, payloadOf, viewOf } from '../support/decode-frame.ts';
import { authentication, extension, fragmentHeader, ipv4, ipv6, udp } from '../support/frame-bytes.ts';

const DATAGRAM = udp(Buffer.from('payload'));
const HEX = DATAGRAM.toString('hex');

function decode(packet: Uint8Array, wireBytes = packet.length, fragment = newFragment()): PacketView {
  const { view } = viewOf(packet);
  view.etherType = packet.length > 0 && packet[0] >> 4 === 6 ? 0x86dd : 0x0800;
  view.wireBytes = wireBytes;
  decodeIp(view, fragment);
  return view;
}

function newFragment(): FragmentHeader {
  return { id: 0, offset: 0, more: false, start: 0, bytes: 0 };
}

describe('IPv4', () => {
  it('gives addresses, protocol, lengths and the transport datagram', () => {
    const view = decode(ipv4(DATAGRAM, { from: '192.0.2.1', to: '203.0.113.255', protocol: 17, id: 0xbeef }));
    expect(view).toMatchObject({
      stop: DecodeStop.ok,
      ipVersion: 4,
      protocol: 17,
      ipBytes: 35,
      ipId: 0xbeef,
      payloadBytes: 15,
    });
    expect(addressesOf(view)).toEqual({
      source: '00000000000000000000ffffc0000201',
      destination: '00000000000000000000ffffcb0071ff',
    });
    expect(payloadOf(view)).toBe(HEX);
  });

  it('skips options', () => {
    const view = decode(ipv4(DATAGRAM, { options: Buffer.alloc(40, 1) }));
    expect([view.stop, view.ipBytes, payloadOf(view)]).toEqual([DecodeStop.ok, 75, HEX]);
  });

  it('counts what its length says, not the padding of the frame', () => {
    const view = decode(Buffer.concat([ipv4(DATAGRAM), Buffer.alloc(11, 0xff)]));
    expect([view.ipBytes, view.payloadBytes, payloadOf(view)]).toEqual([35, 15, HEX]);
  });

  it('without a length (segmentation offload) is as long as the frame says', () => {
    const view = decode(ipv4(DATAGRAM, { totalLength: 0 }), 3000);
    expect([view.stop, view.ipBytes, view.payloadBytes, view.payloadCaptured]).toEqual([DecodeStop.ok, 3000, 2980, 15]);
  });

  it('cut by the snap length keeps its length on the wire', () => {
    const view = decode(ipv4(DATAGRAM, { totalLength: 1500 }).subarray(0, 30), 1500);
    expect([view.stop, view.ipBytes, view.payloadBytes, view.payloadCaptured]).toEqual([DecodeStop.ok, 1500, 1480, 10]);
  });

  it('is truncated at every length below its header', () => {
    const packet = ipv4(DATAGRAM, { options: Buffer.alloc(8) });
    for (let length = 0; length < 28; length++) {
      const view = decode(packet.subarray(0, length));
      expect([view.stop, view.stopReason]).toEqual([
        DecodeStop.truncated,
        length < 20 ? 'IPv4 header' : 'IPv4 options',
      ]);
    }
    expect(decode(packet.subarray(0, 28)).stop).toBe(DecodeStop.ok);
  });

  it('that contradicts itself is malformed', () => {
    const short = ipv4(DATAGRAM);
    short[0] = 0x44;
    expect(decode(short)).toMatchObject({ stop: DecodeStop.malformed, stopReason: 'IPv4 header' });
    const other = ipv4(DATAGRAM, { version: 5 });
    expect(decode(other)).toMatchObject({ stop: DecodeStop.malformed, stopReason: 'IPv4 header' });
    const tiny = ipv4(DATAGRAM, { totalLength: 19 });
    expect(decode(tiny)).toMatchObject({ stop: DecodeStop.malformed, stopReason: 'IPv4 length' });
  });

  it('stops at a fragment, first, middle or last, and says which', () => {
    const cases = [
      { fragment: 0x2000, offset: 0, more: true },
      { fragment: 0x2000 | 185, offset: 1480, more: true },
      { fragment: 370, offset: 2960, more: false },
    ];
    for (const { fragment, offset, more } of cases) {
      const header = newFragment();
      const view = decode(ipv4(DATAGRAM, { fragment, id: 77 }), 35, header);
      expect(view.stop).toBe(DecodeStop.fragment);
      expect(header).toEqual({ id: 77, offset, more, start: view.payloadStart, bytes: 15 });
    }
    for (const flags of [0x4000, 0x8000, 0xc000]) {
      expect(decode(ipv4(DATAGRAM, { fragment: flags })).stop).toBe(DecodeStop.ok);
    }
  });

  it('goes on behind an authentication header', () => {
    const view = decode(ipv4(authentication(17, DATAGRAM), { protocol: 51 }));
    expect([view.stop, view.protocol, payloadOf(view)]).toEqual([DecodeStop.ok, 17, HEX]);
  });
});

describe('IPv6', () => {
  it('gives addresses, protocol, lengths and the transport datagram', () => {
    const view = decode(ipv6(DATAGRAM, { from: 'fe80::1', to: '2001:db8::ffff:8' }));
    expect(view).toMatchObject({
      stop: DecodeStop.ok,
      ipVersion: 6,
      protocol: 17,
      ipBytes: 55,
      ipId: 0,
      payloadBytes: 15,
    });
    expect(addressesOf(view)).toEqual({
      source: 'fe800000000000000000000000000001',
      destination: '20010db80000000000000000ffff0008',
    });
    expect(payloadOf(view)).toBe(HEX);
  });

  it('follows the chain of extension headers', () => {
    const chain = extension(43, extension(51, authentication(60, extension(17, DATAGRAM, 16)), 24));
    const view = decode(ipv6(chain, { protocol: 0 }));
    expect([view.stop, view.protocol, payloadOf(view)]).toEqual([DecodeStop.ok, 17, HEX]);
  });

  it('stops the chain at a protocol without one: ESP, no next header', () => {
    for (const protocol of [50, 59]) {
      const view = decode(ipv6(extension(protocol, DATAGRAM), { protocol: 0 }));
      expect([view.stop, view.protocol, view.payloadBytes]).toEqual([DecodeStop.ok, protocol, 15]);
    }
  });

  it('without a length is a jumbogram or offload, unless nothing follows', () => {
    expect(decode(ipv6(DATAGRAM, { totalLength: 0 }), 70_000)).toMatchObject({ ipBytes: 70_000, payloadBytes: 69_960 });
    expect(decode(ipv6(Buffer.alloc(0), { protocol: 59 }), 46)).toMatchObject({ ipBytes: 40, payloadBytes: 0 });
  });

  it('stops at a fragment, and takes an atomic one as whole', () => {
    const header = newFragment();
    const view = decode(ipv6(fragmentHeader(17, DATAGRAM, 1448, true, 0xdeadbeef), { protocol: 44 }), 63, header);
    expect([view.stop, view.protocol]).toEqual([DecodeStop.fragment, 17]);
    expect(header).toEqual({ id: 0xdeadbeef | 0, offset: 1448, more: true, start: view.payloadStart, bytes: 15 });
    const atomic = decode(ipv6(fragmentHeader(17, DATAGRAM, 0, false), { protocol: 44 }));
    expect([atomic.stop, atomic.protocol, payloadOf(atomic)]).toEqual([DecodeStop.ok, 17, HEX]);
  });

  it('is truncated where the capture ends inside a header, malformed where the packet does', () => {
    const packet = ipv6(extension(17, DATAGRAM), { protocol: 0 });
    for (let length = 0; length < 48; length++) {
      const view = decode(packet.subarray(0, length), packet.length);
      if (length === 0) continue;
      expect([view.stop, view.stopReason]).toEqual([
        DecodeStop.truncated,
        length < 40 ? 'IPv6 header' : 'IPv6 extension',
      ]);
    }
    expect(decode(ipv6(Buffer.from([17, 0, 0, 0]), { protocol: 0 }))).toMatchObject({
      stop: DecodeStop.malformed,
      stopReason: 'IPv6 extension',
    });
    expect(decode(ipv6(Buffer.from([17, 9, 0, 0, 0, 0, 0, 0]), { protocol: 0 }))).toMatchObject({
      stop: DecodeStop.malformed,
      stopReason: 'IPv6 extension',
    });
    const other = ipv6(DATAGRAM);
    other[0] = 0x40;
    const { view } = viewOf(other);
    view.etherType = 0x86dd;
    decodeIp(view, newFragment());
    expect([view.stop, view.stopReason]).toEqual([DecodeStop.malformed, 'IPv6 header']);
  });

  it('gives a chain without end up', () => {
    let chain: Buffer = extension(17, DATAGRAM);
    for (let i = 0; i < 20; i++) chain = extension(60, chain);
    expect(decode(ipv6(chain, { protocol: 0 }))).toMatchObject({
      stop: DecodeStop.unsupported,
      stopReason: 'IPv6 extension chain',
    });
  });

  it('goes on with the chain from where the payload starts', () => {
    const { view } = viewOf(extension(17, DATAGRAM));
    Object.assign(view, { protocol: 60, payloadStart: 16, payloadBytes: 23, payloadCaptured: 23 });
    walkExtensions(view, newFragment());
    expect([view.protocol, payloadOf(view)]).toEqual([17, HEX]);
  });
});

describe('IP', () => {
  it('never leads outside the captured bytes, whatever they are', () => {
    const start = fc.constantFrom(0x45, 0x46, 0x4f, 0x60, 0x6f, 0x00);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 120 }), fc.nat(2000), (first, rest, more) => {
        const packet = Buffer.concat([Buffer.from([first]), rest]);
        const view = decode(packet, packet.length + more);
        if (view.stop !== DecodeStop.ok && view.stop !== DecodeStop.fragment) return;
        if (view.payloadCaptured > 0) {
          expect(view.payloadStart + view.payloadCaptured).toBeLessThanOrEqual(view.capturedEnd);
        }
        expect(view.payloadCaptured).toBeLessThanOrEqual(view.payloadBytes);
        expect(view.payloadBytes).toBeLessThanOrEqual(view.ipBytes);
      }),
      { numRuns: 1000 },
    );
  });
});
