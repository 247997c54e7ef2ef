// ZRTP packets (RFC 6189 §5): a cookie where RTP has its timestamp, a message with its own preamble, and a CRC-32C over everything before it.

import { u16be, u32be } from '../base/byte-words.ts';
import { crc32c } from '../base/crc32c.ts';

const COOKIE = 0x5a525450;
const PREAMBLE = 0x505a;
const HEADER_BYTES = 12;
const CRC_BYTES = 4;

export function isZrtpPacket(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER_BYTES + 12 + CRC_BYTES || u32be(bytes, start + 4) !== COOKIE) return false;
  if (bytes[start] >> 4 !== 1 || u16be(bytes, start + HEADER_BYTES) !== PREAMBLE) return false;
  return u32be(bytes, end - CRC_BYTES) === crc32c(bytes, start, end - CRC_BYTES);
}
