// DNSCrypt, by the resolver's magic and the client's nonce that it repeats. https://dnscrypt.info/protocol

import { hasText, u16be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const RESOLVER_MAGIC = 'r6fnvWj8';
/** Client magic and public key stand before the client's half of the nonce. */
const CLIENT_NONCE_AT = 40;
const RESOLVER_NONCE_AT = 8;
const HALF_NONCE_BYTES = 12;
const SHORTEST_ANSWER = 32;

export const dnscryptRecogniser = {
  name: 'dnscrypt',
  transport: 'both',
  proves: "the resolver's eight bytes of magic, and the client's nonce of twelve bytes that it repeats (chance 1e-48)",
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const query = flow.orig.prefix;
    const answer = flow.resp.prefix;
    // Over TCP each message stands behind its length.
    const start = flow.protocol === IpProtocol.tcp ? 2 : 0;
    if (answer.length < SHORTEST_ANSWER || answer[start] !== 0x72 || !hasText(answer, start, RESOLVER_MAGIC))
      return undefined;
    if (start === 2 && u16be(answer, 0) < RESOLVER_NONCE_AT + HALF_NONCE_BYTES) return undefined;
    for (let i = 0; i < HALF_NONCE_BYTES; i++) {
      if (query[start + CLIENT_NONCE_AT + i] !== answer[start + RESOLVER_NONCE_AT + i]) return undefined;
    }
    return { service: 'dnscrypt', kind: 'standard', reason: "DNSCrypt: the resolver's magic and the client's nonce" };
  },
} as const satisfies ServiceRecogniser;
