// Encapsulations. IP-in-IP (RFC 2003, RFC 4213) and GRE (RFC 2784, RFC 2890) are opened one level deep; others are recognised, counted and named.

import { IpProtocol, type PacketView } from './packet-view.ts';

/** Moves the view to the inner IP packet of an IP-in-IP or GRE packet; false when there is none that is decoded. */
export function enterTunnel(view: PacketView): boolean {
  if (view.protocol === IpProtocol.ipip) return enter(view, view.payloadStart, 0x0800);
  if (view.protocol === IpProtocol.ipv6) return enter(view, view.payloadStart, 0x86dd);
  if (view.protocol !== IpProtocol.gre) return false;
  const b = view.bytes;
  const at = view.payloadStart;
  if (view.payloadCaptured < 4) return false;
  const flags = (b[at] << 8) | b[at + 1];
  // Version 0 only; version 1 is PPTP's (RFC 2637) and carries PPP.
  if ((flags & 0x4007) !== 0) return false;
  const headerBytes =
    4 + ((flags & 0x8000) !== 0 ? 4 : 0) + ((flags & 0x2000) !== 0 ? 4 : 0) + ((flags & 0x1000) !== 0 ? 4 : 0);
  const type = (b[at + 2] << 8) | b[at + 3];
  if (type !== 0x0800 && type !== 0x86dd) return false;
  return enter(view, at + headerBytes, type);
}

function enter(view: PacketView, at: number, etherType: number): boolean {
  if (at >= view.capturedEnd) return false;
  const version = view.bytes[at] >> 4;
  if (version !== (etherType === 0x0800 ? 4 : 6)) return false;
  view.wireBytes = view.payloadBytes - (at - view.payloadStart);
  view.networkStart = at;
  view.etherType = etherType;
  return true;
}

/** Name of a UDP encapsulation whose header holds at this packet: its inner packets are not decoded. */
export function nameUdpTunnel(view: PacketView): string | undefined {
  const port = view.destinationPort;
  if (port !== 4789 && port !== 8472 && port !== 2152 && port !== 3544 && view.sourcePort !== 3544) return undefined;
  const b = view.bytes;
  const at = view.payloadStart;
  if (view.payloadCaptured < 8) return undefined;
  // VXLAN, RFC 7348 §5: flag I set, reserved bits zero.
  if ((port === 4789 || port === 8472) && b[at] === 0x08 && b[at + 7] === 0) return 'VXLAN';
  // GTP-U, 3GPP TS 29.281 §5.1: version 1, protocol type GTP, message type 255 (G-PDU).
  if (port === 2152 && (b[at] & 0xf0) === 0x30 && b[at + 1] === 0xff) return 'GTP-U';
  // Teredo, RFC 4380 §5.1.1: an IPv6 packet, perhaps behind an origin or authentication indication (first byte 0).
  if (port === 3544 || view.sourcePort === 3544) {
    if (b[at] >> 4 === 6 || (b[at] === 0 && (b[at + 1] === 0 || b[at + 1] === 1))) return 'Teredo';
  }
  return undefined;
}
