// RADIUS (RFC 2865 §3 and §5), by a length that is the datagram's and attributes that lead to its last byte.

import { isText, u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 20;
const USER_NAME = 1;
const VENDOR = 26;
const MOST_MESSAGES = 3;
/** Access, accounting, status, and the changes of RFC 5176. */
const CODES = new Set([1, 2, 3, 4, 5, 11, 12, 13, 40, 41, 42, 43, 44, 45]);

/** Known code and right length: 20 bits of a random datagram; attributes to the last byte: 8 more, measured on random attributes. */
const HEADER_BITS = 20;
const ATTRIBUTE_BITS = 8;
const LEAST_BITS = 28;

export const radiusRecogniser = {
  name: 'radius',
  transport: 'udp',
  proves:
    "one of 14 codes and the length of its datagram, in two datagrams or more, or in one whose attributes lead to its last byte or begin with a user's name or a vendor's (chance below 1e-7)",
  mayBegin: (byte: number) => CODES.has(byte),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const datagrams = provedMessages(flow, isRadius, MOST_MESSAGES);
    if (datagrams === 0) return undefined;
    const hasAttributes = provedMessages(flow, isWhole, MOST_MESSAGES) > 0 || provedMessages(flow, beginsKnown, 1) > 0;
    if (datagrams * HEADER_BITS + (hasAttributes ? ATTRIBUTE_BITS : 0) < LEAST_BITS) return undefined;
    return { service: 'radius', kind: 'cleartext', reason: 'RADIUS packets as long as they say' };
  },
} as const satisfies ServiceRecogniser;

function isRadius(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  return end - start >= HEADER_BYTES && CODES.has(bytes[start]) && u16be(bytes, start + 2) === wireBytes;
}

/** The first attribute is a printable user's name, or a vendor's whose own length fits: what damage further on leaves. */
function beginsKnown(bytes: Uint8Array, start: number, end: number): boolean {
  const at = start + HEADER_BYTES;
  const length = bytes[at + 1];
  if (at + length > end) return false;
  if (bytes[at] === USER_NAME) return length >= 5 && isText(bytes, at + 2, at + length);
  return bytes[at] === VENDOR && bytes[at + 2] === 0 && bytes[at + 3] === 0 && bytes[at + 7] === length - 6;
}

function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + HEADER_BYTES;
  while (at + 2 <= end && bytes[at] !== 0 && bytes[at + 1] >= 2) at += bytes[at + 1];
  return at === end;
}
