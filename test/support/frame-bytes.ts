// Writes frames layer by layer, from the inside out: ethernet(ipv4(udp(payload))). Lengths are right unless a test says otherwise.

import ipaddr from 'ipaddr.js';
import { u16 as u16In } from './capture-bytes.ts';

export interface IpLayout {
  from?: string;
  to?: string;
  protocol?: number;
  id?: number;
  /** IPv4 flags and fragment offset as they stand in the header. */
  fragment?: number;
  /** Instead of the true length. */
  totalLength?: number;
  /** Options, a multiple of 4 bytes. */
  options?: Uint8Array;
  version?: number;
}

export function ipv4(payload: Uint8Array, layout: IpLayout = {}): Buffer {
  const { from = '10.0.0.1', to = '10.0.0.2', protocol = 17, options = new Uint8Array(0) } = layout;
  const headerBytes = 20 + options.length;
  return Buffer.concat([
    Buffer.from([((layout.version ?? 4) << 4) | (headerBytes / 4), 0]),
    u16(layout.totalLength ?? headerBytes + payload.length),
    u16(layout.id ?? 1),
    u16(layout.fragment ?? 0),
    Buffer.from([64, protocol, 0, 0]),
    addressBytes(from),
    addressBytes(to),
    options,
    payload,
  ]);
}

export function ipv6(payload: Uint8Array, layout: IpLayout = {}): Buffer {
  const { from = '2001:db8::1', to = '2001:db8::2', protocol = 17 } = layout;
  return Buffer.concat([
    Buffer.from([(layout.version ?? 6) << 4, 0, 0, 0]),
    u16(layout.totalLength ?? payload.length),
    Buffer.from([protocol, 64]),
    addressBytes(from),
    addressBytes(to),
    payload,
  ]);
}

/** An IPv6 extension header of `bytes` bytes (a multiple of 8) in front of the rest. */
export function extension(next: number, rest: Uint8Array, bytes = 8): Buffer {
  return Buffer.concat([Buffer.from([next, bytes / 8 - 1]), Buffer.alloc(bytes - 2), rest]);
}

/** IPv6 fragment header (RFC 8200 §4.5); `offset` in bytes. */
export function fragmentHeader(next: number, rest: Uint8Array, offset: number, more: boolean, id = 7): Buffer {
  return Buffer.concat([Buffer.from([next, 0]), u16(offset | (more ? 1 : 0)), u32(id), rest]);
}

/** Authentication header (RFC 4302) with a 12-byte check value. */
export function authentication(next: number, rest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([next, 4]), Buffer.alloc(22), rest]);
}

export interface TcpLayout {
  from?: number;
  to?: number;
  sequence?: number;
  acknowledgment?: number;
  flags?: number;
  window?: number;
  options?: Uint8Array;
}

export function tcp(payload: Uint8Array = new Uint8Array(0), layout: TcpLayout = {}): Buffer {
  const options = layout.options ?? new Uint8Array(0);
  return Buffer.concat([
    u16(layout.from ?? 40_001),
    u16(layout.to ?? 443),
    u32(layout.sequence ?? 1),
    u32(layout.acknowledgment ?? 0),
    Buffer.from([((20 + options.length) / 4) << 4, layout.flags ?? 0x10]),
    u16(layout.window ?? 65_535),
    Buffer.alloc(4),
    options,
    payload,
  ]);
}

export function udp(
  payload: Uint8Array = new Uint8Array(0),
  from = 40_001,
  to = 53,
  length = 8 + payload.length,
): Buffer {
  return Buffer.concat([u16(from), u16(to), u16(length), u16(0), payload]);
}

export interface EthernetLayout {
  type?: number;
  /** Tag protocol identifiers of VLAN tags, outermost first. */
  tags?: readonly number[];
  destination?: string;
  source?: string;
}

export function ethernet(payload: Uint8Array, layout: EthernetLayout = {}): Buffer {
  const { type = payload[0] >> 4 === 6 ? 0x86dd : 0x0800, tags = [] } = layout;
  return Buffer.concat([
    Buffer.from(layout.destination ?? '020000000002', 'hex'),
    Buffer.from(layout.source ?? '020000000001', 'hex'),
    ...tags.flatMap((tag, i) => [u16(tag), u16(100 + i)]),
    u16(type),
    payload,
  ]);
}

/** PCAPdroid's Ethernet frame of an IP packet: addresses of zeros, padding, trailer. The CRC is not computed: nobody checks it. */
export function pcapdroidFrame(packet: Uint8Array, uid: number, label: string): Buffer {
  const frame = ethernet(packet, { destination: '000000000000', source: '000000000000' });
  const trailer = Buffer.alloc(32);
  trailer.writeUInt32BE(0x01072021, 0);
  trailer.writeInt32BE(uid, 4);
  Buffer.from(label).copy(trailer, 8, 0, 19);
  return Buffer.concat([frame, Buffer.alloc((4 - (frame.length % 4)) % 4), trailer]);
}

/** Linux cooked capture, version 1. */
export function sll(payload: Uint8Array, packetType = 0, protocol = 0x0800): Buffer {
  return Buffer.concat([u16(packetType), u16(1), u16(6), Buffer.alloc(8), u16(protocol), payload]);
}

/** Linux cooked capture, version 2. */
export function sll2(payload: Uint8Array, packetType = 0, interfaceIndex = 1, protocol = 0x0800): Buffer {
  return Buffer.concat([
    u16(protocol),
    u16(0),
    u32(interfaceIndex),
    u16(1),
    Buffer.from([packetType, 6]),
    Buffer.alloc(8),
    payload,
  ]);
}

/** A netfilter log message: attributes as type and value. */
export function nflog(
  attributes: readonly (readonly [type: number, value: Uint8Array])[],
  family = 2,
  little = true,
): Buffer {
  const parts = attributes.flatMap(([type, value]) => [
    u16In(4 + value.length, little),
    u16In(type, little),
    value,
    Buffer.alloc((4 - (value.length % 4)) % 4),
  ]);
  return Buffer.concat([Buffer.from([family, 0]), u16(30), ...parts]);
}

/** Apple's packet tap, by default of an outgoing packet of a RAW interface. */
export function pktap(
  frame: Uint8Array,
  { linkType = 12, flags = 2, next = 1, length = 108, little = true } = {},
): Buffer {
  const header = Buffer.alloc(Math.max(108, length));
  const put = (value: number, at: number) =>
    little ? header.writeUInt32LE(value, at) : header.writeUInt32BE(value, at);
  put(length, 0);
  put(next, 4);
  put(linkType, 8);
  header.write('en0', 12);
  put(flags, 36);
  put(2, 40);
  put(4711, 52);
  header.write('Safari', 56);
  return Buffer.concat([header, frame]);
}

export function gre(payload: Uint8Array, type = 0x0800, flags = 0): Buffer {
  const words = (flags & 0x8000 ? 1 : 0) + (flags & 0x2000 ? 1 : 0) + (flags & 0x1000 ? 1 : 0);
  return Buffer.concat([u16(flags), u16(type), Buffer.alloc(words * 4), payload]);
}

/** Network order. */
export function u16(value: number): Buffer {
  return u16In(value, false);
}

/** Network order; takes negative numbers too. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function addressBytes(address: string): Buffer {
  return Buffer.from(ipaddr.parse(address).toByteArray());
}
