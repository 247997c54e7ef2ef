import { describe, expect, it } from 'vitest';
import { IpProtocol, type PacketView } from '../../src/parse/packet-view.ts';
import { enterTunnel, nameClosedTunnel } from '../../src/parse/tunnel.ts';
import { viewOf } from '../support/decode-frame.ts';
import { gre, ipv4, ipv6, udp } from '../support/frame-bytes.ts';

/** A view that stands before `payload`, of which `padding` bytes behind it are not its own. */
function viewBefore(protocol: number, payload: Uint8Array, ports: readonly number[] = [0, 0]): PacketView {
  const { view, start, end } = viewOf(payload);
  Object.assign(view, {
    protocol,
    payloadStart: start,
    payloadBytes: payload.length,
    payloadCaptured: payload.length,
    // The frame goes on behind the packet.
    capturedEnd: end + 8,
    sourcePort: ports[0],
    destinationPort: ports[1],
  });
  return view;
}

const V4 = ipv4(udp());
const V6 = ipv6(udp());

describe('tunnels that are opened', () => {
  it.each([
    ['IPv4 in IP', IpProtocol.ipip, V4, 0, 0x0800],
    ['IPv6 in IP', IpProtocol.ipv6, V6, 0, 0x86dd],
    ['IPv4 in GRE', IpProtocol.gre, gre(V4), 4, 0x0800],
    ['IPv6 in GRE', IpProtocol.gre, gre(V6, 0x86dd), 4, 0x86dd],
    ['IPv4 in GRE with checksum, key and sequence', IpProtocol.gre, gre(V4, 0x0800, 0xb000), 16, 0x0800],
    ['IPv4 in GRE with key', IpProtocol.gre, gre(V4, 0x0800, 0x2000), 8, 0x0800],
  ])('%s', (_name, protocol, payload, header, etherType) => {
    const view = viewBefore(protocol, payload);
    expect(enterTunnel(view)).toBe(true);
    expect(view.etherType).toBe(etherType);
    expect(view.networkStart).toBe(view.payloadStart + header);
    expect(view.wireBytes).toBe(payload.length - header);
    expect(view.capturedEnd).toBe(view.payloadStart + payload.length);
  });
});

describe('tunnels that stay closed', () => {
  it.each([
    ['what is no tunnel', IpProtocol.tcp, V4, undefined],
    ['another version than the protocol says', IpProtocol.ipip, V6, 'IP-in-IP'],
    ['no byte of the inner packet', IpProtocol.ipv6, Buffer.alloc(0), 'IP-in-IP'],
    ['a GRE header that was cut', IpProtocol.gre, gre(V4).subarray(0, 3), 'GRE'],
    ['a GRE header without its key', IpProtocol.gre, gre(V4, 0x0800, 0x2000).subarray(0, 8), 'GRE'],
    ['GRE with source routing', IpProtocol.gre, gre(V4, 0x0800, 0x4000), 'GRE'],
    ['PPTP', IpProtocol.gre, gre(V4, 0x880b, 0x3001), 'PPTP'],
    ['Ethernet in GRE', IpProtocol.gre, gre(V4, 0x6558), 'GRE transparent Ethernet'],
    ['ERSPAN in GRE', IpProtocol.gre, gre(V4, 0x88be), 'GRE ERSPAN'],
    ['MPLS in GRE', IpProtocol.gre, gre(V4, 0x8847), 'GRE MPLS'],
    ['Ethernet in IP', IpProtocol.etherIp, V4, 'EtherIP'],
    ['L2TP in IP', IpProtocol.l2tp, V4, 'L2TP'],
    ['MPLS in IP', IpProtocol.mpls, V4, 'MPLS'],
  ])('%s', (_name, protocol, payload, named) => {
    const view = viewBefore(protocol, payload);
    const before = { ...view };
    expect(enterTunnel(view)).toBe(false);
    expect({ ...view }).toEqual(before);
    expect(nameClosedTunnel(view)).toBe(named);
  });
});

describe('tunnels over UDP', () => {
  const nameOf = (hex: string, to: number, from = 40_000) =>
    nameClosedTunnel(viewBefore(IpProtocol.udp, Buffer.from(hex, 'hex'), [from, to]));

  it('are named where port and header agree', () => {
    expect(nameOf('0800000000007b00', 4789)).toBe('VXLAN');
    expect(nameOf('0800000000007b00', 8472)).toBe('VXLAN');
    expect(nameOf('30ff002400000001', 2152)).toBe('GTP-U');
    expect(nameOf('34ff002400000001', 2152)).toBe('GTP-U');
    expect(nameOf('6000000000003b15', 3544)).toBe('Teredo');
    expect(nameOf('0000cfc63fdb9fbf60', 40_000, 3544)).toBe('Teredo');
    expect(nameOf('0001000000000000', 3544)).toBe('Teredo');
    expect(nameOf('0000655800007b00', 6081)).toBe('Geneve');
    expect(nameOf('0200080000007b00', 6081)).toBe('Geneve');
    expect(nameOf('4002001400010000', 1701)).toBe('L2TP');
  });

  it('are not guessed from the port alone, nor from the header alone', () => {
    const others: [string, number][] = [
      ['0000000000007b00', 4789],
      ['0800000000007b01', 4789],
      ['0800000000007b', 4789],
      ['3001002400000001', 2152],
      ['50ff002400000001', 2152],
      ['1703030020aabbcc', 3544],
      ['4000655800007b00', 6081],
      ['0000123400007b00', 6081],
      ['c802001400010000', 1701],
      ['0800000000007b00', 53],
      ['30ff002400000001', 4789],
    ];
    expect(others.map(([hex, port]) => nameOf(hex, port))).toEqual(others.map(() => undefined));
  });
});
