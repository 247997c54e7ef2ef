// The 24 bytes before the records of a classic pcap file (draft-ietf-opsawg-pcap, section 4): byte order, resolution, link type, and which
// shape its records have.

import { u16, u32 } from '../base/byte-order.ts';

export const FILE_HEADER_BYTES = 24;

export interface PcapFileHeader {
  readonly little: boolean;
  readonly nano: boolean;
  readonly recordHeaderBytes: number;
  /** Until version 2.2 the original length came first, and 2.3 was written either way: what is sound has captured ≤ original. */
  readonly lengthsMayBeSwapped: boolean;
  readonly linkType: number;
  readonly snapLength: number;
}

/** Magic as the first four bytes read big-endian. */
const MAGICS = new Map<number, Pick<PcapFileHeader, 'little' | 'nano' | 'recordHeaderBytes'>>([
  [0xa1b2c3d4, { little: false, nano: false, recordHeaderBytes: 16 }],
  [0xd4c3b2a1, { little: true, nano: false, recordHeaderBytes: 16 }],
  [0xa1b23c4d, { little: false, nano: true, recordHeaderBytes: 16 }],
  [0x4d3cb2a1, { little: true, nano: true, recordHeaderBytes: 16 }],
  // Kuznetzov's libpcap patch: 8 more bytes per record (ifindex, protocol, packet type).
  [0xa1b2cd34, { little: false, nano: false, recordHeaderBytes: 24 }],
  [0x34cdb2a1, { little: true, nano: false, recordHeaderBytes: 24 }],
]);

export function isPcapMagic(magic: number): boolean {
  return MAGICS.has(magic);
}

/** Of the FILE_HEADER_BYTES at `at`; undefined where they are no such header. */
export function readPcapFileHeader(bytes: Uint8Array, at: number): PcapFileHeader | undefined {
  const variant = MAGICS.get(u32(bytes, at, false));
  if (variant === undefined) return undefined;
  const { little } = variant;
  return {
    ...variant,
    lengthsMayBeSwapped: u16(bytes, at + 4, little) === 2 && u16(bytes, at + 6, little) < 4,
    // The upper bits hold the FCS length and are not part of the link type.
    linkType: u32(bytes, at + 20, little) & 0xffff,
    snapLength: u32(bytes, at + 16, little),
  };
}

/**
 * Whether a file header of the only version in use stands where a record should: two files were written one after the other. As a record it
 * would be an empty packet of one certain microsecond of the year 2055 (or 2083, 2093, …), which no capture holds.
 */
export function isFileHeaderAmongRecords(bytes: Uint8Array, at: number): boolean {
  const header = readPcapFileHeader(bytes, at);
  if (header === undefined) return false;
  const isVersion24 = u16(bytes, at + 4, header.little) === 2 && u16(bytes, at + 6, header.little) === 4;
  return isVersion24 && u32(bytes, at + 8, header.little) === 0 && u32(bytes, at + 12, header.little) === 0;
}
