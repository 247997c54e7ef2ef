// The link header of DNP3 (IEEE 1815 §9.2): two bytes of start, a length, control, two addresses, and a CRC over these.

import { u16be, u16le } from '../base/byte-words.ts';

const START = 0x0564;
const HEADER_BYTES = 8;
/** Reversed 0x3d65. */
const POLYNOMIAL = 0xa6bc;

export function isDnp3Header(bytes: Uint8Array, at: number): boolean {
  if (at + HEADER_BYTES + 2 > bytes.length || u16be(bytes, at) !== START || bytes[at + 2] < 5) return false;
  let crc = 0;
  for (let i = at; i < at + HEADER_BYTES; i++) {
    crc ^= bytes[i];
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return u16le(bytes, at + HEADER_BYTES) === (~crc & 0xffff);
}
