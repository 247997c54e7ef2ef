import { describe, expect, it } from 'vitest';
import type { LinkDecoder } from '../../src/parse/link-decoder.ts';
import { decodeLoopback, decodePpp, decodeRaw, decodeRaw4, decodeRaw6 } from '../../src/parse/link-simple.ts';
import { DecodeStop } from '../../src/parse/packet-view.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ipv4, ipv6, udp } from '../support/frame-bytes.ts';

const packet = ipv4(udp(Buffer.from('payload')));

function decode(decoder: LinkDecoder, header: string, rest: Uint8Array = packet) {
  const { view, start, end } = viewOf(Buffer.concat([Buffer.from(header, 'hex'), rest]));
  decoder(view, start, end, end - start, true);
  if (view.stop !== DecodeStop.ok) return view.stopReason;
  return { type: view.etherType, network: view.networkStart - start, wireBytes: view.wireBytes };
}

const v4 = (network: number) => ({ type: 0x0800, network, wireBytes: packet.length });
const v6 = (network: number) => ({ type: 0x86dd, network, wireBytes: packet.length });

describe('raw IP', () => {
  it('tells its version by the first nibble', () => {
    expect(decode(decodeRaw, '')).toEqual(v4(0));
    expect(decode(decodeRaw, '', ipv6(udp()))).toMatchObject({ type: 0x86dd, network: 0 });
  });

  it('of another version is named, of no bytes truncated', () => {
    expect(decode(decodeRaw, '', Buffer.from([0x50]))).toBe('raw IP version 5');
    expect(decode(decodeRaw, '', Buffer.alloc(0))).toBe('raw IP');
  });

  it('may have its version in the link type', () => {
    expect(decode(decodeRaw4, '')).toEqual(v4(0));
    expect(decode(decodeRaw6, '')).toEqual(v6(0));
  });
});

describe('BSD loopback', () => {
  it('has the family in either byte order', () => {
    for (const header of ['02000000', '00000002']) expect(decode(decodeLoopback, header)).toEqual(v4(4));
  });

  it('knows the IPv6 family of every system', () => {
    for (const family of [10, 23, 24, 28, 30]) {
      const byte = family.toString(16).padStart(2, '0');
      expect(decode(decodeLoopback, `${byte}000000`)).toEqual(v6(4));
      expect(decode(decodeLoopback, `000000${byte}`)).toEqual(v6(4));
    }
  });

  it('names another family, and is truncated below four bytes', () => {
    expect(decode(decodeLoopback, '07000000')).toBe('loopback family 7');
    for (const header of ['', '02', '0200', '020000']) {
      expect(decode(decodeLoopback, header, Buffer.alloc(0))).toBe('loopback');
    }
  });
});

describe('PPP', () => {
  it('may leave out address, control and half of the protocol', () => {
    expect(decode(decodePpp, 'ff030021')).toEqual(v4(4));
    expect(decode(decodePpp, '0021')).toEqual(v4(2));
    expect(decode(decodePpp, 'ff0321')).toEqual(v4(3));
    expect(decode(decodePpp, '21')).toEqual(v4(1));
    expect(decode(decodePpp, 'ff030057')).toEqual(v6(4));
    expect(decode(decodePpp, '57')).toEqual(v6(1));
  });

  it('names other protocols', () => {
    expect(decode(decodePpp, 'ff03c021')).toBe('PPP protocol 0xc021');
    expect(decode(decodePpp, 'ff0300fd')).toBe('PPP protocol 0x00fd');
    expect(decode(decodePpp, 'ff030281')).toBe('MPLS');
  });

  it('is truncated where the protocol is not there, and never looks behind the frame', () => {
    for (const header of ['', 'ff03', '00', 'ff0300']) {
      expect(decode(decodePpp, header, Buffer.alloc(0))).toBe('PPP');
    }
    expect(decode(decodePpp, '21', Buffer.alloc(0))).toMatchObject({ type: 0x0800, network: 1 });
  });
});

describe('HDLC', () => {
  it('is Cisco’s or carries PPP', () => {
    expect(decode(decodePpp, '0f000800')).toEqual(v4(4));
    expect(decode(decodePpp, '8f0086dd')).toEqual(v6(4));
    expect(decode(decodePpp, 'ff030021')).toEqual(v4(4));
  });

  it('names what else Cisco puts in it', () => {
    expect(decode(decodePpp, '0f002000')).toBe('Cisco HDLC EtherType 0x2000');
    expect(decode(decodePpp, '0f008847')).toBe('Cisco HDLC MPLS');
  });

  it('of less than a header is read as PPP, and truncated', () => {
    expect(decode(decodePpp, '', Buffer.alloc(0))).toBe('PPP');
  });
});
