// RADIUS (RFC 2865 §3 and §5), by a length that is the datagram's and attributes that lead to its last byte.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 20;
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
    'one of 14 codes and the length of its datagram, in two datagrams or more, or in one whose attributes lead to its last byte (chance below 1e-7)',
  mayBegin: (byte: number) => CODES.has(byte),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const datagrams = provedMessages(flow, isRadius, MOST_MESSAGES);
    if (datagrams === 0) return undefined;
    const whole = provedMessages(flow, isWhole, MOST_MESSAGES);
    if (datagrams * HEADER_BITS + (whole > 0 ? ATTRIBUTE_BITS : 0) < LEAST_BITS) return undefined;
    return { service: 'radius', kind: 'cleartext', reason: 'RADIUS packets as long as they say' };
  },
} as const satisfies ServiceRecogniser;

function isRadius(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  return end - start >= HEADER_BYTES && CODES.has(bytes[start]) && u16be(bytes, start + 2) === wireBytes;
}

function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + HEADER_BYTES;
  while (at + 2 <= end && bytes[at] !== 0 && bytes[at + 1] >= 2) at += bytes[at + 1];
  return at === end;
}
