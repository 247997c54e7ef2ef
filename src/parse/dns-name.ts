// Domain names in DNS messages (RFC 1035 §3.1, §4.1.4): lower case, as names are compared (RFC 4343); a dot or backslash inside a label is escaped (§5.1).
// Invariant: a compression pointer only points further back than where it was found, at most 64 times, so a name costs a bounded number of steps.

import type { ByteCursor } from '../base/byte-cursor.ts';
import { utf8Text } from './byte-text.ts';

const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
/** Resolvers write one or two; the name could hold 127 labels. */
const MAX_POINTERS = 64;

const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** Room for a name in which every byte is escaped; filled and read within one call. */
const scratch = new Uint8Array(2 * MAX_NAME_BYTES);

/**
 * The name at the cursor, which moves behind it; '.' for the root. Undefined where there is none: `cursor.short` tells whether bytes are
 * missing. Pointers count from `messageStart`.
 */
export function readDnsName(cursor: ByteCursor, messageStart: number): string | undefined {
  const bytes = cursor.bytes;
  let at = cursor.offset;
  let segmentStart = at;
  let behind: number | undefined;
  let pointers = 0;
  let nameBytes = 1;
  let filled = 0;
  for (;;) {
    if (at >= cursor.end) return cut(cursor);
    const length = bytes[at];
    if (length === 0) break;
    if (length >= 0xc0) {
      if (at + 1 >= cursor.end) return cut(cursor);
      behind ??= at + 2;
      at = messageStart + (((length & 0x3f) << 8) | bytes[at + 1]);
      pointers += 1;
      if (at >= segmentStart || pointers > MAX_POINTERS) return undefined;
      segmentStart = at;
      continue;
    }
    nameBytes += length + 1;
    if (length > MAX_LABEL_BYTES || nameBytes > MAX_NAME_BYTES) return undefined;
    if (at + 1 + length > cursor.end) return cut(cursor);
    if (filled > 0) scratch[filled++] = DOT;
    filled = copyLabel(bytes, at + 1, at + 1 + length, filled);
    at += 1 + length;
  }
  cursor.offset = behind ?? at + 1;
  return filled === 0 ? '.' : utf8Text(scratch, 0, filled);
}

function copyLabel(bytes: Uint8Array, start: number, end: number, filled: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === DOT || byte === BACKSLASH) scratch[filled++] = BACKSLASH;
    scratch[filled++] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
  }
  return filled;
}

function cut(cursor: ByteCursor): undefined {
  cursor.short = true;
  return undefined;
}
