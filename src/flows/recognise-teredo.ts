// Teredo (RFC 4380 §5.1): IPv6 in UDP, with the length and an address that only Teredo has; authentication and origin may stand before it.

import { u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const IPV6_HEADER_BYTES = 40;
const TEREDO_PREFIX = 0x20010000;
/** Link-local addresses of router solicitations. */
const LINK_LOCAL = 0xfe800000;
const AUTHENTICATION = 1;
const ORIGIN_BYTES = 8;

export const teredoRecogniser = {
  name: 'teredo',
  transport: 'udp',
  proves: 'an IPv6 header as long as the datagram with a Teredo or link-local address (chance below 1e-14)',
  mayBegin: (byte: number) => byte >> 4 === 6 || byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isTeredo, 2) === 0) return undefined;
    return { service: 'teredo', kind: 'cleartext', reason: 'IPv6 with Teredo addresses in UDP' };
  },
} as const satisfies ServiceRecogniser;

function isTeredo(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  let at = start;
  if (bytes[at] === 0 && bytes[at + 1] === AUTHENTICATION) at += 13 + bytes[at + 2] + bytes[at + 3];
  if (bytes[at] === 0 && bytes[at + 1] === 0) at += ORIGIN_BYTES;
  if (at + IPV6_HEADER_BYTES > end || bytes[at] >> 4 !== 6) return false;
  if (u16be(bytes, at + 4) + IPV6_HEADER_BYTES !== wireBytes - (at - start)) return false;
  return isAddress(bytes, at + 8) || isAddress(bytes, at + 24);
}

function isAddress(bytes: Uint8Array, at: number): boolean {
  const high = u32be(bytes, at);
  return high === TEREDO_PREFIX || high === LINK_LOCAL;
}
