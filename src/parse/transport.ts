// Transport headers: TCP (RFC 9293 §3.1), UDP (RFC 768), ICMP and ICMPv6 (type and code in place of ports), SCTP ports.
// Invariant: a header cut by the snap length keeps the ports if they are there; lengths on the wire stay right.

import { networkWord } from '../base/byte-order.ts';
import { stopMalformed, stopTruncated } from './decode-stop.ts';
import { IpProtocol, type PacketView } from './packet-view.ts';

const TCP_BYTES = 20;
const UDP_BYTES = 8;
const SCTP_BYTES = 12;
const ICMP_BYTES = 8;
/** TCP, UDP and SCTP begin with the two ports. */
const PORTS_BYTES = 4;

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
      hasHeader(view, SCTP_BYTES, 'SCTP header');
      advance(view, SCTP_BYTES);
      return;
    default:
  }
}

function decodeTcp(view: PacketView): void {
  const at = view.payloadStart;
  const b = view.bytes;
  view.sequence = 0;
  view.acknowledgment = 0;
  view.window = 0;
  if (!hasHeader(view, TCP_BYTES, 'TCP header')) {
    // Without the data offset nobody knows where the payload starts.
    advance(view, view.payloadBytes);
    return;
  }
  const headerBytes = (b[at + 12] >> 4) * 4;
  if (headerBytes < TCP_BYTES || headerBytes > view.payloadBytes) {
    stopMalformed(view, 'TCP header length');
    return;
  }
  view.sequence = networkWord(b, at + 4);
  view.acknowledgment = networkWord(b, at + 8);
  view.tcpFlags = b[at + 13];
  view.window = (b[at + 14] << 8) | b[at + 15];
  advance(view, headerBytes);
}

function decodeUdp(view: PacketView): void {
  const at = view.payloadStart;
  const b = view.bytes;
  if (!hasHeader(view, UDP_BYTES, 'UDP header')) {
    advance(view, UDP_BYTES);
    return;
  }
  const length = (b[at + 4] << 8) | b[at + 5];
  // UDP-Lite has its checksum's coverage there (RFC 3828 §3.1); 0 is a jumbogram or offload.
  if (view.protocol === IpProtocol.udp && length !== 0) {
    if (length < UDP_BYTES) {
      stopMalformed(view, 'UDP length');
      return;
    }
    // It may end before the IP datagram does.
    if (length < view.payloadBytes) {
      view.payloadBytes = length;
      view.payloadCaptured = Math.min(view.payloadCaptured, length);
    }
  }
  advance(view, UDP_BYTES);
}

function decodeIcmp(view: PacketView): void {
  const at = view.payloadStart;
  if (view.payloadCaptured < 2) {
    stopShort(view, 2, 'ICMP header');
    return;
  }
  const type = view.bytes[at];
  const counterpart = (view.protocol === IpProtocol.icmp ? ICMP_PAIRS : ICMPV6_PAIRS).get(type);
  view.sourcePort = type;
  view.destinationPort = counterpart ?? view.bytes[at + 1];
  advance(view, ICMP_BYTES);
}

/** Reads the ports where they were captured; false where the rest of the header was not: the view has stopped. */
function hasHeader(view: PacketView, bytes: number, layer: string): boolean {
  if (view.payloadCaptured >= PORTS_BYTES) {
    const at = view.payloadStart;
    const b = view.bytes;
    view.sourcePort = (b[at] << 8) | b[at + 1];
    view.destinationPort = (b[at + 2] << 8) | b[at + 3];
  }
  if (view.payloadCaptured >= bytes) return true;
  stopShort(view, bytes, layer);
  return false;
}

/** Too few bytes on the wire contradict the protocol; too few in the capture do not. */
function stopShort(view: PacketView, bytes: number, layer: string): void {
  if (view.payloadBytes < bytes) stopMalformed(view, layer);
  else stopTruncated(view, layer);
}

/**
 * Request and reply types that make one flow (Community ID v1): the request's type is the originator's port, the reply's the responder's.
 * The specification pairs these and no others: mobile prefix solicitations (146, 147) stay apart.
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
  [139, 140],
  [140, 139],
]);

/** Whether an ICMP message of this type is never answered, so that its endpoints are not interchangeable. */
export function isOneWayIcmp(protocol: number, type: number): boolean {
  return !(protocol === IpProtocol.icmp ? ICMP_PAIRS : ICMPV6_PAIRS).has(type);
}

function advance(view: PacketView, bytes: number): void {
  view.payloadStart += bytes;
  view.payloadBytes = Math.max(0, view.payloadBytes - bytes);
  view.payloadCaptured = Math.max(0, view.payloadCaptured - bytes);
}
