// QUIC's integers of variable length (RFC 9000 §16): the top two bits say how many bytes.

import type { ByteCursor } from '../base/byte-cursor.ts';

/** Below 2^53, or far beyond any datagram: comparisons with a datagram's length decide alike. */
export function readQuicVarint(cursor: ByteCursor): number {
  const first = cursor.u8();
  const value = first & 0x3f;
  switch (first >> 6) {
    case 0:
      return value;
    case 1:
      return (value << 8) | cursor.u8();
    case 2:
      return value * 0x1000000 + cursor.u24();
    default:
      return (value * 0x1000000 + cursor.u24()) * 0x100000000 + cursor.u32();
  }
}
