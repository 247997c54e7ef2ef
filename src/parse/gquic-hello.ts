// The CHLO of Google's own QUIC handshake (before TLS): tags and values, little-endian. Up to Q046 it stands in the clear, from Q050 on in CRYPTO frames.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { latin1Text } from './byte-text.ts';

export interface GquicHello {
  serverName?: string;
  /** 'Chrome/66.0.3359.139 Android …' */
  userAgent?: string;
  /** Where the message begins. */
  offset: number;
}

const HEADER_BYTES = 8;
const ENTRY_BYTES = 8;
/** A hello has some twenty. */
const MAX_TAGS = 64;
const MAX_TEXT_BYTES = 255;
const TAG_CHLO = 0x43484c4f;
const TAG_SNI = 0x534e4900;
const TAG_UAID = 0x55414944;

/** Looks for the message at any offset from `start` to `lastStart`: headers and stream frames before it differ by version. */
export function findGquicHello(bytes: Uint8Array, start: number, lastStart: number): Parsed<GquicHello> {
  for (let at = bytes.indexOf(0x43, start); at >= 0 && at <= lastStart; at = bytes.indexOf(0x43, at + 1)) {
    if (at + HEADER_BYTES <= bytes.length && u32(bytes, at) === TAG_CHLO) return readGquicHello(bytes, at);
  }
  return malformed('no CHLO', start);
}

export function readGquicHello(bytes: Uint8Array, at: number): Parsed<GquicHello> {
  if (at + HEADER_BYTES > bytes.length) return needMore('CHLO', at);
  if (u32(bytes, at) !== TAG_CHLO) return malformed('not a CHLO', at);
  const tags = bytes[at + 4] | (bytes[at + 5] << 8);
  if (tags === 0 || tags > MAX_TAGS) return malformed('number of tags', at + 4);
  const valuesAt = at + HEADER_BYTES + tags * ENTRY_BYTES;
  const hello: GquicHello = { offset: at };
  let previous = 0;
  for (let i = 0; i < tags; i++) {
    const entry = at + HEADER_BYTES + i * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > bytes.length) return needMore('tags', entry);
    const end = littleU32(bytes, entry + 4);
    if (end < previous) return malformed('order of values', entry + 4);
    const from = valuesAt + previous;
    // Values that the packet, or the capture, no longer holds are left out.
    if (valuesAt + end <= bytes.length) {
      const text = () => latin1Text(bytes, from, Math.min(valuesAt + end, from + MAX_TEXT_BYTES));
      const tag = u32(bytes, entry);
      if (tag === TAG_SNI) hello.serverName = text();
      else if (tag === TAG_UAID) hello.userAgent = text();
    }
    previous = end;
  }
  return parsed(hello);
}

function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function littleU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 3] << 24) | (bytes[at + 2] << 16) | (bytes[at + 1] << 8) | bytes[at]) >>> 0;
}
