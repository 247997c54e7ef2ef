// One decoded packet: a reused cursor over the record's bytes. Layers that parsed stay, `stop` says why the rest did not.
// Address words are signed 32-bit integers, so that they stay small integers for the engine; ports and lengths are plain numbers.

import type { PacketDirection } from './capture-record.ts';
import { NO_UID } from './capture-record.ts';

/** How far decoding came. `ok`: a transport header or a protocol without ports was reached. */
export const DecodeStop = { ok: 0, truncated: 1, malformed: 2, unsupported: 3, fragment: 4 } as const;
export type DecodeStop = (typeof DecodeStop)[keyof typeof DecodeStop];

export const IpProtocol = {
  icmp: 1,
  ipip: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  etherIp: 97,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
  mpls: 137,
} as const;

export class PacketView {
  bytes: Uint8Array = new Uint8Array(0);
  timeUs = 0;
  timeNs = 0;
  frame = 0;
  interfaceId = 0;
  direction: PacketDirection = 0;
  uid = NO_UID;

  /** Where the network layer starts and where the captured bytes of this packet end. */
  networkStart = 0;
  capturedEnd = 0;
  /** EtherType of the network layer: 0x0800, 0x86dd, or what else the link layer said. */
  etherType = 0;
  /** Bytes on the wire from networkStart, as the capture tells (fallback where the IP length is 0: TSO). */
  wireBytes = 0;

  stop: DecodeStop = DecodeStop.ok;
  /** Why decoding stopped, a fixed phrase that is counted: 'ARP', 'link type 127', 'IPv4 header', … */
  stopReason = '';

  /** 4 or 6. */
  ipVersion = 0;
  /** Source and destination; IPv4 addresses are v4-mapped (words 0, 0, 0xffff, address). */
  s0 = 0;
  s1 = 0;
  s2 = 0;
  s3 = 0;
  d0 = 0;
  d1 = 0;
  d2 = 0;
  d3 = 0;
  protocol = 0;
  /** IP-layer bytes on the wire. */
  ipBytes = 0;
  /** IPv4 identification, 0 for IPv6: tells a duplicate from a retransmission. */
  ipId = 0;
  /** IP packets this one stands for: more than 1 after fragment reassembly. */
  ipPackets = 1;

  /** Ports; type and code for ICMP; 0 for protocols without. */
  sourcePort = 0;
  destinationPort = 0;
  /** TCP only. */
  sequence = 0;
  acknowledgment = 0;
  tcpFlags = 0;
  window = 0;
  /** Where the transport payload starts in `bytes`, how much was captured and how much was on the wire. */
  payloadStart = 0;
  payloadCaptured = 0;
  payloadBytes = 0;
}

export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const;
