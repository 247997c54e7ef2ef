// The first header block of a side of an HTTP/2 connection (RFC 9113 §4.1, §6.2): frames are stepped over up to the first HEADERS.

import { type HpackField, readHpackBlock } from './hpack.ts';

const FRAME_HEADER_BYTES = 9;
const HEADERS = 1;
const LAST_TYPE = 9;
const PADDED = 0x8;
const PRIORITY = 0x20;
/** A preface is followed by a handful of SETTINGS, WINDOW_UPDATE and PRIORITY. */
const MAX_FRAMES = 32;

/** Undefined where no HEADERS frame comes among the frames from `start` on; what follows in CONTINUATION is left out. */
export function readHttp2Headers(bytes: Uint8Array, start: number): HpackField[] | undefined {
  let at = start;
  for (let i = 0; i < MAX_FRAMES && at + FRAME_HEADER_BYTES <= bytes.length; i++) {
    const length = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const type = bytes[at + 3];
    const flags = bytes[at + 4];
    const payloadAt = at + FRAME_HEADER_BYTES;
    // Types beyond are extensions, which the RFC allows and hardly anybody sends; a text protocol looks like them.
    if (type > LAST_TYPE) return undefined;
    if (type === HEADERS) {
      let from = payloadAt;
      let end = payloadAt + length;
      if ((flags & PADDED) !== 0) end -= bytes[from++] ?? 0;
      if ((flags & PRIORITY) !== 0) from += 5;
      return from < end ? readHpackBlock(bytes, from, end) : undefined;
    }
    at = payloadAt + length;
  }
  return undefined;
}
