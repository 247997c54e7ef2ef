// The header of an IKE message, versions 1 and 2 (RFC 2408 §3.1; RFC 7296 §3.1).

import { isZero, u32be } from '../base/byte-words.ts';

const HEADER_BYTES = 28;
const VERSION_1 = 0x10;
const VERSION_2 = 0x20;

/** 1 or 2; undefined where the bytes are no IKE header whose length is that of the message. */
export function ikeVersion(bytes: Uint8Array, start: number, end: number, wireBytes: number): 1 | 2 | undefined {
  if (end - start < HEADER_BYTES || u32be(bytes, start + 24) !== wireBytes) return undefined;
  if (isZero(bytes, start, start + 8)) return undefined;
  const exchange = bytes[start + 18];
  const flags = bytes[start + 19];
  switch (bytes[start + 17]) {
    case VERSION_1:
      return (flags & 0xf8) === 0 && ((exchange >= 1 && exchange <= 6) || (exchange >= 32 && exchange <= 33))
        ? 1
        : undefined;
    case VERSION_2:
    case VERSION_2 + 1:
      return (flags & 0xc7) === 0 && exchange >= 34 && exchange <= 44 ? 2 : undefined;
    default:
      return undefined;
  }
}
