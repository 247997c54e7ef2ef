// NTP (RFC 5905 §7.3): a packet alone by the timestamps it must leave empty or that must be close, an answer by the time it repeats.

import { isZero, u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 48;
/** Keys with digests of 16 or 20 bytes, or extension fields: always whole words. */
const MOST_BYTES = 1024;
const LAST_VERSION = 4;
const ORIGIN_AT = 24;
const RECEIVE_AT = 32;
const TRANSMIT_AT = 40;
/** A server answers within seconds of what it received. */
const ANSWER_SECONDS = 64;
const CLIENT = 3;
const SYMMETRIC_ACTIVE = 1;
const BROADCAST = 5;
const PRIVATE = 7;
const LAST_IMPLEMENTATION = 3;
const LAST_POLL = 17;
const MOST_STRATUM = 16;

export const ntpRecogniser = {
  name: 'ntp',
  transport: 'udp',
  proves:
    'packets of 48 bytes and whole words more, of a known version and mode, whose timestamps are empty where a client leaves them so, or within 64 seconds of each other, or whose other fields are all possible (chance below 1e-8); or mode 7 with as many items as the datagram holds (1e-6)',
  mayBegin: (byte: number) => isHeader(byte) || (byte & 7) === PRIVATE,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isNtp, 3) === 0) return undefined;
    return { service: 'ntp', kind: 'cleartext', reason: 'NTP packets whose timestamps fit their modes' };
  },
} as const satisfies ServiceRecogniser;

function isHeader(byte: number): boolean {
  const version = (byte >> 3) & 7;
  const mode = byte & 7;
  return version >= 1 && version <= LAST_VERSION && mode >= SYMMETRIC_ACTIVE && mode <= BROADCAST;
}

/** Mode 7, ntpd's own queries: as many items of one size as the datagram holds, or a request with none. */
function isPrivate(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (end - start < 8 || (bytes[start] & 7) !== PRIVATE || bytes[start + 2] > LAST_IMPLEMENTATION) return false;
  const items = u16be(bytes, start + 4) & 0xfff;
  const size = u16be(bytes, start + 6) & 0xfff;
  if (items > 0) return size >= 4 && 8 + items * size === wireBytes;
  return bytes[start + 2] === LAST_IMPLEMENTATION && isZero(bytes, start + 4, end);
}

/** Poll interval, precision, and a delay and dispersion below 256 seconds: 30 bits of a random packet. */
function hasPossibleFields(bytes: Uint8Array, start: number): boolean {
  return bytes[start + 2] <= LAST_POLL && bytes[start + 3] >= 0xe0 && bytes[start + 4] === 0 && bytes[start + 8] === 0;
}

function isNtp(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (isPrivate(bytes, start, end, wireBytes)) return true;
  if (end - start < HEADER_BYTES || wireBytes % 4 !== 0 || wireBytes > MOST_BYTES) return false;
  if (!isHeader(bytes[start]) || bytes[start + 1] > MOST_STRATUM) return false;
  const mode = bytes[start] & 7;
  if (wireBytes === HEADER_BYTES && hasPossibleFields(bytes, start)) return true;
  if (mode === CLIENT || mode === SYMMETRIC_ACTIVE) {
    if (isZero(bytes, start + ORIGIN_AT, start + TRANSMIT_AT)) return true;
  }
  const receive = u32be(bytes, start + RECEIVE_AT);
  const transmit = u32be(bytes, start + TRANSMIT_AT);
  if (receive === 0 || transmit === 0)
    return mode === BROADCAST && isZero(bytes, start + ORIGIN_AT, start + TRANSMIT_AT);
  return Math.abs(transmit - receive) <= (mode === CLIENT || mode === SYMMETRIC_ACTIVE ? 4 * 86_400 : ANSWER_SECONDS);
}
