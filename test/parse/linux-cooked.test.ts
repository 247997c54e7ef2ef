import { describe, expect, it } from 'vitest';
import { PacketDirection } from '../../src/parse/capture-record.ts';
import { decodeSll, decodeSll2 } from '../../src/parse/linux-cooked.ts';
import { DecodeStop } from '../../src/parse/packet-view.ts';
import { viewOf } from '../support/decode-frame.ts';
import { ipv4, ipv6, sll, sll2, u16, udp } from '../support/frame-bytes.ts';

const packet = ipv4(udp(Buffer.from('payload')));
const tagged = Buffer.concat([u16(100), u16(0x8100), u16(200), u16(0x0800), packet]);

function decode(decoder: typeof decodeSll, frame: Uint8Array) {
  const { view, start, end } = viewOf(frame);
  decoder(view, start, end, end - start);
  return { view, network: view.networkStart - start };
}

describe.each([
  { name: 'SLL', decoder: decodeSll, frame: sll, headerBytes: 16 },
  {
    name: 'SLL2',
    decoder: decodeSll2,
    frame: (payload: Uint8Array, type?: number, protocol?: number) => sll2(payload, type, 1, protocol),
    headerBytes: 20,
  },
])('Linux cooked capture $name', ({ name, decoder, frame, headerBytes }) => {
  it('carries IPv4 and IPv6', () => {
    const v4 = decode(decoder, frame(packet));
    expect([v4.view.stop, v4.view.etherType, v4.network, v4.view.wireBytes]).toEqual([
      DecodeStop.ok,
      0x0800,
      headerBytes,
      packet.length,
    ]);
    expect(decode(decoder, frame(ipv6(udp()), 0, 0x86dd)).view.etherType).toBe(0x86dd);
  });

  it('tells the direction by the packet type', () => {
    const directions = [0, 1, 2, 3, 4].map((type) => decode(decoder, frame(packet, type)).view.direction);
    const { inbound, outbound, unknown } = PacketDirection;
    // To us; broadcast, multicast and others' packets say nothing of this host's sockets; from us.
    expect(directions).toEqual([inbound, unknown, unknown, unknown, outbound]);
  });

  it('may have VLAN tags', () => {
    const { view, network } = decode(decoder, frame(tagged, 0, 0x88a8));
    expect([view.stop, view.etherType, network, view.wireBytes]).toEqual([
      DecodeStop.ok,
      0x0800,
      headerBytes + 8,
      packet.length,
    ]);
    const cut = decode(decoder, frame(tagged.subarray(0, 6), 0, 0x88a8)).view;
    expect([cut.stop, cut.stopReason]).toEqual([DecodeStop.truncated, 'VLAN tag']);
  });

  it('names what it carries else: EtherTypes, and Linux’ own numbers', () => {
    const reasons = [0x0806, 0x8864, 0x0004, 0x000c].map(
      (protocol) => decode(decoder, frame(packet, 0, protocol)).view.stopReason,
    );
    expect(reasons).toEqual(['ARP', 'PPPoE', 'Linux protocol 4', 'Linux protocol 12']);
  });

  it('is truncated at every length below its header', () => {
    for (let length = 0; length < headerBytes; length++) {
      const { view } = decode(decoder, frame(packet).subarray(0, length));
      expect([view.stop, view.stopReason]).toEqual([DecodeStop.truncated, name]);
    }
  });
});

describe('SLL2', () => {
  it('tells interfaces apart, and from those of the file', () => {
    const ids = [1, 2, 0xffffff, 0x80000001].map(
      (ifindex) => decode(decodeSll2, sll2(packet, 0, ifindex)).view.interfaceId,
    );
    expect(ids).toEqual([0x10001, 0x10002, 0x100ffff, 0x10001]);
    expect(ids.every((id) => id >= 0x10000)).toBe(true);
  });
});
