// Packets for tests of flows: raw IP frames put together here and read by the real decoder, so that a test sees what a capture would show.

import ipaddr from 'ipaddr.js';
import { CaptureRecord, NO_UID, type PacketDirection } from '../../src/parse/capture-record.ts';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { IpProtocol, type PacketView, TcpFlag } from '../../src/parse/packet-view.ts';

/** Link type RAW: the frame is the IP packet. */
const RAW = 101;

export interface TestPacket {
  /** Address and port, as in `10.0.0.1:1234` or `[fe80::1]:53`; without a port for protocols that have none. */
  from: string;
  to: string;
  /** IP protocol number; TCP by default. */
  protocol?: number;
  atUs?: number;
  atNs?: number;
  /** TCP flags as letters: S, A, F, R, P, U. By default A. */
  flags?: string;
  sequence?: number;
  acknowledgment?: number;
  window?: number;
  payload?: Uint8Array;
  /** Payload bytes that the snap length cut off. */
  cutBytes?: number;
  /** ICMP type and code. */
  type?: number;
  code?: number;
  ipId?: number;
  interfaceId?: number;
  direction?: PacketDirection;
  uid?: number;
  /** By default one more than the packet before. */
  frame?: number;
}

/** Decodes test packets with one decoder, as a capture would be. */
export class PacketSource {
  readonly decoder = new PacketDecoder();
  readonly #record = new CaptureRecord();
  #frame = 0;

  /** The view is overwritten by the next packet. */
  view(packet: TestPacket): PacketView {
    const record = this.#record;
    const bytes = ipPacket(packet);
    this.#frame = packet.frame ?? this.#frame + 1;
    record.bytes = bytes;
    record.capturedBytes = bytes.length - (packet.cutBytes ?? 0);
    record.originalBytes = bytes.length;
    record.timeUs = packet.atUs ?? 0;
    record.timeNs = packet.atNs ?? 0;
    record.linkType = RAW;
    record.interfaceId = packet.interfaceId ?? 0;
    record.direction = packet.direction ?? 0;
    record.uid = packet.uid ?? NO_UID;
    record.frame = this.#frame;
    if (!this.decoder.decode(record, true)) throw new Error(`not decoded: ${this.decoder.view.stopReason}`);
    return this.decoder.view;
  }
}

/** `cutBytes` are still in it: the snap length is the record's business. */
export function ipPacket(packet: TestPacket): Uint8Array {
  const source = endpoint(packet.from);
  const destination = endpoint(packet.to);
  const transport = transportBytes(packet, source.port, destination.port);
  const protocol = packet.protocol ?? IpProtocol.tcp;
  return source.address.length === 4
    ? ipv4(source.address, destination.address, protocol, packet.ipId ?? 0, transport)
    : ipv6(source.address, destination.address, protocol, transport);
}

function transportBytes(packet: TestPacket, sourcePort: number, destinationPort: number): Uint8Array {
  const payload = packet.payload ?? new Uint8Array(0);
  const protocol = packet.protocol ?? IpProtocol.tcp;
  if (protocol === IpProtocol.tcp) {
    const header = Buffer.alloc(20);
    header.writeUInt16BE(sourcePort, 0);
    header.writeUInt16BE(destinationPort, 2);
    header.writeUInt32BE((packet.sequence ?? 0) >>> 0, 4);
    header.writeUInt32BE((packet.acknowledgment ?? 0) >>> 0, 8);
    header[12] = 5 << 4;
    header[13] = flagBits(packet.flags ?? 'A');
    header.writeUInt16BE(packet.window ?? 65_535, 14);
    return Buffer.concat([header, payload]);
  }
  if (protocol === IpProtocol.udp) {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(sourcePort, 0);
    header.writeUInt16BE(destinationPort, 2);
    header.writeUInt16BE(8 + payload.length, 4);
    return Buffer.concat([header, payload]);
  }
  if (protocol === IpProtocol.icmp || protocol === IpProtocol.icmpv6) {
    return Buffer.concat([Uint8Array.of(packet.type ?? 0, packet.code ?? 0, 0, 0, 0, 0, 0, 0), payload]);
  }
  if (protocol === IpProtocol.sctp) {
    const header = Buffer.alloc(12);
    header.writeUInt16BE(sourcePort, 0);
    header.writeUInt16BE(destinationPort, 2);
    return Buffer.concat([header, payload]);
  }
  return payload;
}

const FLAG_BITS: Readonly<Record<string, number>> = {
  F: TcpFlag.fin,
  S: TcpFlag.syn,
  R: TcpFlag.rst,
  P: TcpFlag.psh,
  A: TcpFlag.ack,
  U: TcpFlag.urg,
};

function flagBits(letters: string): number {
  let bits = 0;
  for (const letter of letters) bits |= FLAG_BITS[letter] ?? 0;
  return bits;
}

function ipv4(
  source: number[],
  destination: number[],
  protocol: number,
  id: number,
  transport: Uint8Array,
): Uint8Array {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + transport.length, 2);
  header.writeUInt16BE(id, 4);
  header[8] = 64;
  header[9] = protocol;
  header.set(source, 12);
  header.set(destination, 16);
  return Buffer.concat([header, transport]);
}

function ipv6(source: number[], destination: number[], protocol: number, transport: Uint8Array): Uint8Array {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(transport.length, 4);
  header[6] = protocol;
  header[7] = 64;
  header.set(source, 8);
  header.set(destination, 24);
  return Buffer.concat([header, transport]);
}

function endpoint(text: string): { address: number[]; port: number } {
  const match = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text);
  if (match === null) throw new Error(`not an endpoint: ${text}`);
  return { address: ipaddr.parse((match[1] ?? match[2]) as string).toByteArray(), port: Number(match[3] ?? 0) };
}
