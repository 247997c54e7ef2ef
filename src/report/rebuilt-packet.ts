// A packet built anew of what was decoded of one: IP and transport header with other addresses, and only the payload that is wanted. Nothing else of
// the original is in it: no link layer, no options, no checksum from which the addresses could be told (RFC 791, 8200, 9293, 768, 1071).

import ipaddr from 'ipaddr.js';

export interface PacketFields {
  /** IP protocol number. */
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** TCP only. */
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly tcpFlags: number;
  readonly window: number;
  /** On the wire. */
  readonly payloadBytes: number;
}

export interface RebuiltPacket {
  /** From the IP header on (link type 101): as much as is kept. */
  readonly bytes: Uint8Array;
  /** With the payload that was left out. */
  readonly originalBytes: number;
}

const TCP = 6;
const UDP = 17;
/** What the length field of an IP packet can say. */
const MAX_IP_BYTES = 65_535;

/** `payload`: the first bytes of it, what is kept. Checksums are those of the packet whose other payload bytes are zero. */
export function rebuiltPacket(fields: PacketFields, payload: Uint8Array): RebuiltPacket {
  const [source, destination] = [fields.source, fields.destination].map((text) => ipaddr.parse(text).toByteArray());
  const isIpv4 = source?.length === 4 && destination?.length === 4;
  const networkBytes = isIpv4 ? 20 : 40;
  const transport = transportHeader(fields);
  const payloadBytes = Math.min(fields.payloadBytes, MAX_IP_BYTES - networkBytes - transport.length);
  const kept = payload.subarray(0, payloadBytes);
  const segmentBytes = transport.length + payloadBytes;
  if (fields.protocol === UDP) transport.writeUInt16BE(segmentBytes, 4);
  const [from, to] = isIpv4 ? [source, destination] : [asIpv6(source ?? []), asIpv6(destination ?? [])];
  const segment = Buffer.concat([transport, kept]);
  const checksumAt = fields.protocol === TCP ? 16 : fields.protocol === UDP ? 6 : undefined;
  if (checksumAt !== undefined) {
    const sum = checksum(Buffer.concat([pseudoHeader(from, to, fields.protocol, segmentBytes), segment]));
    segment.writeUInt16BE(sum === 0 && fields.protocol === UDP ? 0xffff : sum, checksumAt);
  }
  const network = isIpv4
    ? ipv4Header(from, to, fields.protocol, networkBytes + segmentBytes)
    : ipv6Header(from, to, fields.protocol, segmentBytes);
  return { bytes: Buffer.concat([network, segment]), originalBytes: networkBytes + segmentBytes };
}

/** Without its checksum. Of other protocols than TCP and UDP nothing is kept but that there was a packet. */
function transportHeader(fields: PacketFields): Buffer {
  if (fields.protocol === TCP) {
    const header = Buffer.alloc(20);
    header.writeUInt16BE(fields.sourcePort, 0);
    header.writeUInt16BE(fields.destinationPort, 2);
    header.writeUInt32BE(fields.sequence >>> 0, 4);
    header.writeUInt32BE(fields.acknowledgment >>> 0, 8);
    header[12] = 0x50;
    header[13] = fields.tcpFlags & 0x3f;
    header.writeUInt16BE(fields.window & 0xffff, 14);
    return header;
  }
  if (fields.protocol !== UDP) return Buffer.alloc(0);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(fields.sourcePort, 0);
  header.writeUInt16BE(fields.destinationPort, 2);
  return header;
}

function ipv4Header(source: number[], destination: number[], protocol: number, totalBytes: number): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(totalBytes, 2);
  header[8] = 64;
  header[9] = protocol;
  header.set(source, 12);
  header.set(destination, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function ipv6Header(source: number[], destination: number[], protocol: number, payloadBytes: number): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(payloadBytes, 4);
  header[6] = protocol;
  header[7] = 64;
  header.set(source, 8);
  header.set(destination, 24);
  return header;
}

function pseudoHeader(source: number[], destination: number[], protocol: number, segmentBytes: number): Buffer {
  const end = Buffer.alloc(source.length === 4 ? 4 : 8);
  if (source.length === 4) {
    end[1] = protocol;
    end.writeUInt16BE(segmentBytes, 2);
  } else {
    end.writeUInt32BE(segmentBytes, 0);
    end[7] = protocol;
  }
  return Buffer.concat([Buffer.from(source), Buffer.from(destination), end]);
}

/** RFC 1071, of bytes whose last word may be half. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function asIpv6(address: number[]): number[] {
  return address.length === 16 ? address : [...Array<number>(10).fill(0), 0xff, 0xff, ...address];
}
