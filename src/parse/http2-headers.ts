// Frames of a side of an HTTP/2 connection that carry headers or data (RFC 9113 §4.1, §6.1, §6.2), and its first header block.

import { u24be, u32be } from '../base/byte-words.ts';
import { type HpackField, readHpackBlock } from './hpack.ts';

/** What a client that speaks HTTP/2 with prior knowledge sends before its frames (RFC 9113 §3.4). */
export const HTTP2_PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

const FRAME_HEADER_BYTES = 9;
const DATA = 0;
const HEADERS = 1;
const LAST_TYPE = 9;
const PADDED = 0x8;
const PRIORITY = 0x20;
/** A preface is followed by a handful of SETTINGS, WINDOW_UPDATE and PRIORITY. */
const MAX_FRAMES = 32;

/** A HEADERS or DATA frame without its padding, from `start` to before `end`; `end` may lie beyond the bytes. */
export interface Http2Frame {
  readonly isHeaders: boolean;
  readonly stream: number;
  readonly start: number;
  readonly end: number;
}

/** Undefined where no HEADERS frame comes among the frames from `start` on; what follows in CONTINUATION is left out. */
export function readHttp2Headers(bytes: Uint8Array, start: number): HpackField[] | undefined {
  const headers = readHttp2Frames(bytes, start, MAX_FRAMES).find(({ isHeaders }) => isHeaders);
  return headers === undefined || headers.start >= headers.end
    ? undefined
    : readHpackBlock(bytes, headers.start, headers.end);
}

/** In order, among the first `most` frames of any type; stops where the bytes are no frame any more. */
export function readHttp2Frames(bytes: Uint8Array, from: number, most: number): Http2Frame[] {
  const frames: Http2Frame[] = [];
  let at = from;
  for (let i = 0; i < most && at + FRAME_HEADER_BYTES <= bytes.length; i++) {
    const type = bytes[at + 3];
    const flags = bytes[at + 4];
    let start = at + FRAME_HEADER_BYTES;
    at = start + u24be(bytes, at);
    // Types beyond are extensions, which the RFC allows and hardly anybody sends; a text protocol looks like them.
    if (type > LAST_TYPE) break;
    if (type !== DATA && type !== HEADERS) continue;
    const stream = u32be(bytes, start - 4) & 0x7fffffff;
    let end = at;
    if ((flags & PADDED) !== 0) end -= bytes[start++] ?? 0;
    if (type === HEADERS && (flags & PRIORITY) !== 0) start += 5;
    frames.push({ isHeaders: type === HEADERS, stream, start, end });
  }
  return frames;
}
