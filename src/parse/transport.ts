// Transport headers: TCP (RFC 9293 §3.1), UDP (RFC 768), ICMP and ICMPv6 (type and code in place of ports), SCTP ports.
// Invariant: a header cut by the snap length keeps what parsed; lengths on the wire stay right.

import { stopMalformed, stopTruncated } from './decode-stop.ts';
import { IpProtocol, type PacketView } from './packet-view.ts';

/** Reads the transport header at payloadStart and moves the payload behind it. Protocols without ports keep their whole payload. */
export function decodeTransport(view: PacketView): void {
  view.sourcePort = 0;
  view.destinationPort = 0;
  view.tcpFlags = 0;
  switch (view.protocol) {
    case IpProtocol.tcp:
      decodeTcp(view);
      return;
    case IpProtocol.udp:
    case IpProtocol.udplite:
      decodeUdp(view);
      return;
    case IpProtocol.icmp:
    case IpProtocol.icmpv6:
      decodeIcmp(view);
      return;
    case IpProtocol.sctp:
      if (view.payloadCaptured >= 4) readPorts(view);
      return;
    default:
  }
}

function decodeTcp(view: PacketView): void {
  const at = view.payloadStart;
  const b = view.bytes;
  const captured = view.payloadCaptured;
  if (captured < 4) {
    stopTruncated(view, 'TCP header');
    return;
  }
  readPorts(view);
  if (captured < 20) {
    // ICMP quotes and short snap lengths: the flow is known, the segment is not.
    view.sequence = 0;
    view.acknowledgment = 0;
    view.window = 0;
    advance(view, view.payloadBytes);
    stopTruncated(view, 'TCP header');
    return;
  }
  const headerBytes = (b[at + 12] >> 4) * 4;
  if (headerBytes < 20 || headerBytes > view.payloadBytes) {
    stopMalformed(view, 'TCP header length');
    return;
  }
  view.sequence = word(b, at + 4);
  view.acknowledgment = word(b, at + 8);
  view.tcpFlags = b[at + 13];
  view.window = (b[at + 14] << 8) | b[at + 15];
  advance(view, headerBytes);
}

function decodeUdp(view: PacketView): void {
  const at = view.payloadStart;
  const b = view.bytes;
  if (view.payloadCaptured < 4) {
    stopTruncated(view, 'UDP header');
    return;
  }
  readPorts(view);
  if (view.payloadCaptured < 8) {
    advance(view, view.payloadBytes);
    stopTruncated(view, 'UDP header');
    return;
  }
  const length = (b[at + 4] << 8) | b[at + 5];
  advance(view, 8);
  // The UDP length may end before the IP datagram does; 0 is a jumbogram or offload.
  if (length >= 8 && length - 8 < view.payloadBytes) {
    view.payloadBytes = length - 8;
    if (view.payloadCaptured > view.payloadBytes) view.payloadCaptured = view.payloadBytes;
  }
}

function decodeIcmp(view: PacketView): void {
  const at = view.payloadStart;
  if (view.payloadCaptured < 2) {
    stopTruncated(view, 'ICMP header');
    return;
  }
  const type = view.bytes[at];
  const counterpart = (view.protocol === IpProtocol.icmp ? ICMP_PAIRS : ICMPV6_PAIRS).get(type);
  view.sourcePort = type;
  view.destinationPort = counterpart ?? view.bytes[at + 1];
  advance(view, Math.min(8, view.payloadBytes));
}

/**
 * Request and reply types that make one flow (Community ID v1): the request's type is the originator's port, the reply's the responder's.
 * Other messages go one way and carry type and code.
 */
const ICMP_PAIRS: ReadonlyMap<number, number> = new Map([
  [0, 8],
  [8, 0],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [17, 18],
  [18, 17],
  [10, 9],
  [9, 10],
]);
const ICMPV6_PAIRS: ReadonlyMap<number, number> = new Map([
  [128, 129],
  [129, 128],
  [133, 134],
  [134, 133],
  [135, 136],
  [136, 135],
  [130, 131],
  [131, 130],
  [144, 145],
  [145, 144],
  [146, 147],
  [147, 146],
  [139, 140],
  [140, 139],
]);

/** Whether an ICMP message of this type is never answered, so that its endpoints are not interchangeable. */
export function isOneWayIcmp(protocol: number, type: number): boolean {
  return !(protocol === IpProtocol.icmp ? ICMP_PAIRS : ICMPV6_PAIRS).has(type);
}

function readPorts(view: PacketView): void {
  const at = view.payloadStart;
  const b = view.bytes;
  view.sourcePort = (b[at] << 8) | b[at + 1];
  view.destinationPort = (b[at + 2] << 8) | b[at + 3];
}

function advance(view: PacketView, bytes: number): void {
  view.payloadStart += bytes;
  view.payloadBytes = Math.max(0, view.payloadBytes - bytes);
  view.payloadCaptured = Math.max(0, view.payloadCaptured - bytes);
}

function word(b: Uint8Array, at: number): number {
  return (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
}
