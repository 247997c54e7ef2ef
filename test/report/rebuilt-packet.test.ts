import { describe, expect, it } from 'vitest';
import { type PacketFields, rebuiltPacket } from '../../src/report/rebuilt-packet.ts';

const FIELDS: PacketFields = {
  protocol: 6,
  source: '10.1.2.3',
  destination: '198.18.4.5',
  sourcePort: 40_000,
  destinationPort: 443,
  sequence: -2,
  acknowledgment: 7,
  tcpFlags: 0x18,
  window: 501,
  payloadBytes: 100,
};

/** Of 16-bit words, as a receiver adds them up: all ones where the checksum is right (RFC 1071 §1). */
function sumOf(...parts: Uint8Array[]): number {
  const bytes = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

describe('a packet that is built anew', () => {
  it('says its whole length, keeps what is kept, and has checksums that are right with zeros for the rest', () => {
    const kept = Buffer.from([1, 2, 3]);
    const { bytes, originalBytes } = rebuiltPacket(FIELDS, kept);
    expect(originalBytes).toBe(140);
    expect(bytes).toHaveLength(43);
    expect(Buffer.from(bytes).readUInt16BE(2)).toBe(140);
    expect(sumOf(bytes.subarray(0, 20))).toBe(0xffff);
    expect(Buffer.from(bytes).readUInt32BE(24)).toBe(0xffff_fffe);
    const segment = Buffer.concat([bytes.subarray(20), Buffer.alloc(97)]);
    const pseudo = Buffer.concat([bytes.subarray(12, 20), Buffer.from([0, 6, 0, 120])]);
    expect(sumOf(pseudo, segment)).toBe(0xffff);
  });

  it('over IPv6 and UDP too', () => {
    const fields = { ...FIELDS, protocol: 17, source: '2001:db8::1', destination: 'fd00::2' };
    const { bytes, originalBytes } = rebuiltPacket(fields, new Uint8Array(0));
    expect(originalBytes).toBe(148);
    expect(bytes).toHaveLength(48);
    const pseudo = Buffer.concat([bytes.subarray(8, 40), Buffer.from([0, 0, 0, 108, 0, 0, 0, 17])]);
    expect(sumOf(pseudo, bytes.subarray(40), Buffer.alloc(100))).toBe(0xffff);
  });

  it('never says more than an IP packet can, nor keeps more payload than there was', () => {
    const { bytes, originalBytes } = rebuiltPacket({ ...FIELDS, payloadBytes: 1e6 }, new Uint8Array(10));
    expect(originalBytes).toBe(65_535);
    expect(bytes).toHaveLength(50);
    expect(rebuiltPacket({ ...FIELDS, payloadBytes: 0 }, new Uint8Array(10)).bytes).toHaveLength(40);
  });

  it('of another protocol is its IP header', () => {
    expect(rebuiltPacket({ ...FIELDS, protocol: 1 }, new Uint8Array(0)).bytes).toHaveLength(20);
  });
});
