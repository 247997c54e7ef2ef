// Gnutella and G2: the handshake over TCP; over UDP messages behind a GUID with their own length, and G2's reliability header.
// http://rfc-gnutella.sourceforge.net/src/rfc-0_6-draft.html

import { hasText, u32le } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HANDSHAKE = 'GNUTELLA';
const HEADER_BYTES = 23;
/** Ping, pong, bye, routing table, vendor messages, push, hash table, query, hit. */
const KINDS = new Set([0x00, 0x01, 0x02, 0x30, 0x31, 0x32, 0x40, 0x44, 0x80, 0x81]);
const MOST_HOPS = 10;
const G2_HEADER_BYTES = 8;

export const gnutellaRecogniser = {
  name: 'gnutella',
  transport: 'both',
  proves:
    'the handshake "GNUTELLA …"; datagrams of a known kind, few hops, and their own length behind a GUID (chance below 1e-12); or the header "GND" with a part of those it counts (1e-8)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    if (flow.protocol === IpProtocol.tcp) {
      return hasText(orig.prefix, 0, HANDSHAKE) || hasText(resp.prefix, 0, HANDSHAKE) ? facts('handshake') : undefined;
    }
    // The first byte of "GND", or one of the kinds: refuses nearly all others.
    const { prefix } = orig.prefix.length > 0 ? orig : resp;
    if (prefix[0] !== 0x47 && (prefix.length < HEADER_BYTES || !KINDS.has(prefix[16]))) return undefined;
    return provedMessages(flow, isMessage, 2) > 0 ? facts('datagrams as long as their headers say') : undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'gnutella', kind: 'cleartext', reason: `Gnutella: ${what}` };
}

function isMessage(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (bytes[start] === 0x47 && hasText(bytes, start, 'GND') && end - start >= G2_HEADER_BYTES) {
    const part = bytes[start + 6];
    const parts = bytes[start + 7];
    // An acknowledgement counts no parts.
    return parts === 0 ? wireBytes === G2_HEADER_BYTES : part >= 1 && part <= parts && parts < 64;
  }
  if (end - start < HEADER_BYTES || u32le(bytes, start + 19) + HEADER_BYTES !== wireBytes) return false;
  return KINDS.has(bytes[start + 16]) && bytes[start + 17] <= MOST_HOPS && bytes[start + 18] <= MOST_HOPS;
}
