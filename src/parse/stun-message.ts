// STUN messages (RFC 8489 §5), also as RFC 3489 wrote them, without the cookie; and TURN's ChannelData (RFC 8656 §12.4).

import { u16be, u32be } from '../base/byte-words.ts';

export const STUN_HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const ATTRIBUTE_HEADER_BYTES = 4;
/** Message types of RFC 3489: binding and shared secret, each with its two answers. */
const CLASSIC_TYPES = new Set([0x0001, 0x0101, 0x0111, 0x0002, 0x0102, 0x0112]);
const FIRST_CHANNEL = 0x40;
const LAST_CHANNEL = 0x7f;

/** One past the message's last byte where a STUN message begins at `start`; undefined where none does. May lie beyond `end`. */
export function stunMessageEnd(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < STUN_HEADER_BYTES || bytes[start] >= FIRST_CHANNEL) return undefined;
  const length = u16be(bytes, start + 2);
  if ((length & 3) !== 0) return undefined;
  const messageEnd = start + STUN_HEADER_BYTES + length;
  if (u32be(bytes, start + 4) === MAGIC_COOKIE) return messageEnd;
  // Without the cookie the attributes must lead to the last byte.
  if (!CLASSIC_TYPES.has(u16be(bytes, start)) || length === 0 || messageEnd > end) return undefined;
  return attributesEnd(bytes, start + STUN_HEADER_BYTES, messageEnd) ? messageEnd : undefined;
}

/** Whether `bytes[start … end − 1]` is ChannelData of TURN over UDP, padded or not. */
export function isChannelData(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (end - start < 4 || bytes[start] < FIRST_CHANNEL || bytes[start] > LAST_CHANNEL) return false;
  const length = u16be(bytes, start + 2);
  return length > 0 && wireBytes >= length + 4 && wireBytes <= ((length + 7) & ~3);
}

function attributesEnd(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at + ATTRIBUTE_HEADER_BYTES <= end) {
    at += ATTRIBUTE_HEADER_BYTES + ((u16be(bytes, at + 2) + 3) & ~3);
  }
  return at === end;
}
