// RTP and RTCP packets (RFC 3550 §5.1 and §6), and the trailer that tells SRTCP from RTCP (RFC 3711 §3.4).

import { u16be, u32be } from '../base/byte-words.ts';

const HEADER_BYTES = 12;
/** Payload types that RTCP's packet types would be with the marker bit (RFC 5761 §4). */
const FIRST_RTCP = 200;
const LAST_RTCP = 207;
const REPORT_TYPES = [200, 201] as const;
/** Encryption flag with index, and an authentication tag of 80 or 32 bits. */
const SRTCP_TRAILERS = [14, 8] as const;
const SHORTEST_RTCP = 8;

/** Where the payload begins, counted from `start`; undefined where the bytes are no RTP packet. */
export function rtpPayloadOffset(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < HEADER_BYTES || bytes[start] >> 6 !== 2 || isRtcpType(bytes[start + 1])) return undefined;
  let offset = HEADER_BYTES + (bytes[start] & 0x0f) * 4;
  if ((bytes[start] & 0x10) !== 0) {
    if (start + offset + 4 > end) return undefined;
    offset += 4 + u16be(bytes, start + offset + 2) * 4;
  }
  return start + offset <= end ? offset : undefined;
}

export function rtpPayloadType(bytes: Uint8Array, start: number): number {
  return bytes[start + 1] & 0x7f;
}

export function rtpSequence(bytes: Uint8Array, start: number): number {
  return u16be(bytes, start + 2);
}

export function rtpSource(bytes: Uint8Array, start: number): number {
  return u32be(bytes, start + 8);
}

/** 'rtcp': packets that chain to the last byte, the first one a report; 'srtcp': a report, behind it only ciphertext and SRTCP's trailer. */
export function rtcpKind(bytes: Uint8Array, start: number, end: number): 'rtcp' | 'srtcp' | undefined {
  if (end - start < SHORTEST_RTCP || bytes[start] >> 6 !== 2 || !isRtcpType(bytes[start + 1])) return undefined;
  if (chains(bytes, start, end)) return 'rtcp';
  if (!REPORT_TYPES.includes(bytes[start + 1] as (typeof REPORT_TYPES)[number])) return undefined;
  for (const trailer of SRTCP_TRAILERS) {
    const index = end - trailer;
    // The encryption flag is set, and a young connection's index is small.
    if (index < start + SHORTEST_RTCP || (index - start) % 4 !== 0) continue;
    if (bytes[index] === 0x80 && bytes[index + 1] === 0) return 'srtcp';
  }
  return undefined;
}

function chains(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at + 4 <= end) {
    if (bytes[at] >> 6 !== 2 || !isRtcpType(bytes[at + 1])) return false;
    at += 4 + u16be(bytes, at + 2) * 4;
  }
  return at === end;
}

function isRtcpType(byte: number): boolean {
  return byte >= FIRST_RTCP && byte <= LAST_RTCP;
}
