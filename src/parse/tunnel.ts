// Encapsulations. IP-in-IP (RFC 2003, RFC 4213) and GRE (RFC 2784, RFC 2890) are opened one level deep; others are recognised, counted and named.

import { nameOfEtherType } from './ether-type.ts';
import { IpProtocol, type PacketView } from './packet-view.ts';

const GRE_BYTES = 4;
/** Checksum, key and sequence number take 4 bytes each. */
const GRE_CHECKSUM = 0x8000;
const GRE_KEY = 0x2000;
const GRE_SEQUENCE = 0x1000;
/** Source routing, and a version other than 0: 1 is PPTP's (RFC 2637) and carries PPP. */
const GRE_OTHER = 0x4007;

/** Moves the view to the inner IP packet of an IP-in-IP or GRE packet; false when there is none that is decoded. */
export function enterTunnel(view: PacketView): boolean {
  if (view.protocol === IpProtocol.ipip) return enter(view, view.payloadStart, 0x0800);
  if (view.protocol === IpProtocol.ipv6) return enter(view, view.payloadStart, 0x86dd);
  if (view.protocol !== IpProtocol.gre || view.payloadCaptured < GRE_BYTES) return false;
  const b = view.bytes;
  const at = view.payloadStart;
  const flags = (b[at] << 8) | b[at + 1];
  if ((flags & GRE_OTHER) !== 0) return false;
  const headerBytes =
    GRE_BYTES +
    ((flags & GRE_CHECKSUM) !== 0 ? 4 : 0) +
    ((flags & GRE_KEY) !== 0 ? 4 : 0) +
    ((flags & GRE_SEQUENCE) !== 0 ? 4 : 0);
  const type = (b[at + 2] << 8) | b[at + 3];
  if (type !== 0x0800 && type !== 0x86dd) return false;
  return enter(view, at + headerBytes, type);
}

function enter(view: PacketView, at: number, etherType: number): boolean {
  const end = view.payloadStart + view.payloadCaptured;
  if (at >= end) return false;
  const version = view.bytes[at] >> 4;
  if (version !== (etherType === 0x0800 ? 4 : 6)) return false;
  view.wireBytes = view.payloadBytes - (at - view.payloadStart);
  view.networkStart = at;
  // Padding of the frame belongs to no packet in it.
  view.capturedEnd = end;
  view.etherType = etherType;
  return true;
}

/** Name of an encapsulation that the view, which stopped in front of it, leaves closed; undefined when it holds none. */
export function nameClosedTunnel(view: PacketView): string | undefined {
  switch (view.protocol) {
    case IpProtocol.udp:
      return nameUdpTunnel(view);
    case IpProtocol.ipip:
    case IpProtocol.ipv6:
      return 'IP-in-IP';
    case IpProtocol.gre:
      return nameGre(view);
    case IpProtocol.etherIp:
      return 'EtherIP';
    case IpProtocol.l2tp:
      return 'L2TP';
    case IpProtocol.mpls:
      return 'MPLS';
    default:
      return undefined;
  }
}

function nameGre(view: PacketView): string {
  if (view.payloadCaptured < GRE_BYTES) return 'GRE';
  const b = view.bytes;
  const at = view.payloadStart;
  if ((b[at + 1] & 7) === 1) return 'PPTP';
  const type = (b[at + 2] << 8) | b[at + 3];
  return type === 0x0800 || type === 0x86dd ? 'GRE' : `GRE ${nameOfEtherType(type)}`;
}

const Port = { l2tp: 1701, gtpU: 2152, teredo: 3544, vxlan: 4789, geneve: 6081, vxlanLinux: 8472 } as const;

/** UDP encapsulations by their port, where the header holds at this packet. */
function nameUdpTunnel(view: PacketView): string | undefined {
  const from = view.payloadCaptured >= 8 ? view.payloadStart : -1;
  switch (view.destinationPort) {
    case Port.vxlan:
    case Port.vxlanLinux:
      return from >= 0 && isVxlan(view.bytes, from) ? 'VXLAN' : undefined;
    case Port.gtpU:
      return from >= 0 && isGtpU(view.bytes, from) ? 'GTP-U' : undefined;
    case Port.l2tp:
      return from >= 0 && isL2tp(view.bytes, from) ? 'L2TP' : undefined;
    case Port.geneve:
      return from >= 0 && isGeneve(view.bytes, from) ? 'Geneve' : undefined;
    default:
      if (view.destinationPort !== Port.teredo && view.sourcePort !== Port.teredo) return undefined;
      return from >= 0 && isTeredo(view.bytes, from) ? 'Teredo' : undefined;
  }
}

/** RFC 7348 §5: flag I set, the other flags and the last byte zero. */
function isVxlan(b: Uint8Array, at: number): boolean {
  return b[at] === 8 && b[at + 7] === 0;
}

/** 3GPP TS 29.281 §5.1: version 1, protocol type GTP, message type 255 (G-PDU). */
function isGtpU(b: Uint8Array, at: number): boolean {
  return (b[at] & 0xf0) === 0x30 && b[at + 1] === 0xff;
}

/** RFC 2661 §3.1: version 2; the type bit is clear for data. */
function isL2tp(b: Uint8Array, at: number): boolean {
  return (b[at] & 0x80) === 0 && (b[at + 1] & 0x0f) === 2;
}

/** RFC 8926 §3.4: version 0, an EtherType as protocol. */
function isGeneve(b: Uint8Array, at: number): boolean {
  const type = (b[at + 2] << 8) | b[at + 3];
  return b[at] >> 6 === 0 && (type === 0x6558 || type === 0x0800 || type === 0x86dd);
}

/** RFC 4380 §5.1.1: an IPv6 packet, perhaps behind an origin or authentication indication (first byte 0). */
function isTeredo(b: Uint8Array, at: number): boolean {
  return b[at] >> 4 === 6 || (b[at] === 0 && b[at + 1] <= 1);
}
