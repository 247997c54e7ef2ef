import { describe, expect, it } from 'vitest';
import { NO_UID, PacketDirection } from '../../src/parse/capture-record.ts';
import { DecodeStop, IpProtocol, PacketView, TcpFlag } from '../../src/parse/packet-view.ts';

describe('a packet view', () => {
  it('stands for one IP packet of unknown UID and direction until something else is known', () => {
    const view = new PacketView();
    expect([view.uid, view.direction, view.ipPackets, view.stop]).toEqual([
      NO_UID,
      PacketDirection.unknown,
      1,
      DecodeStop.ok,
    ]);
  });

  it('numbers protocols and flags as the registries do', () => {
    expect([IpProtocol.tcp, IpProtocol.udp, IpProtocol.icmpv6, IpProtocol.gre]).toEqual([6, 17, 58, 47]);
    // RFC 9293 §3.1, from the least bit.
    expect(Object.entries(TcpFlag)).toEqual([
      ['fin', 1],
      ['syn', 2],
      ['rst', 4],
      ['psh', 8],
      ['ack', 16],
      ['urg', 32],
    ]);
  });

  it('can tell every way of stopping apart', () => {
    expect(new Set(Object.values(DecodeStop)).size).toBe(5);
  });
});
