// IKE, the key exchange of IPsec, over UDP (behind four zero bytes on the port that it shares with ESP) and over TCP (RFC 9329).

import { hasText, isZero } from '../base/byte-words.ts';
import { ikeVersion } from '../parse/ike-message.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const MARKER_BYTES = 4;
const SHORTEST = 28;
const VERSION_AT = 17;

export const ikeRecogniser = {
  name: 'ike',
  transport: 'both',
  proves:
    'an IKE header of version 1 or 2 with a known exchange, legal flags, and the length of its datagram (chance below 1e-12); over TCP the prefix "IKETCP"',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (flow.protocol === IpProtocol.tcp) {
      return hasText(flow.orig.prefix, 0, 'IKETCP') ? facts('the stream prefix "IKETCP"') : undefined;
    }
    const version = versionOf(flow, 1) ?? versionOf(flow, 0);
    return version === undefined ? undefined : facts(`an IKEv${version} header as long as its datagram`);
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'ike', kind: 'standard', scheme: 'ipsec', reason: `IPsec key exchange: ${what}` };
}

function versionOf(flow: FinishedFlow, fromOriginator: 0 | 1): 1 | 2 | undefined {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  if (prefix.length < SHORTEST || (!isVersion(prefix[VERSION_AT]) && !isVersion(prefix[MARKER_BYTES + VERSION_AT])))
    return undefined;
  const end = firstMessageEnd(flow, fromOriginator);
  const start = end > MARKER_BYTES && isZero(prefix, 0, MARKER_BYTES) ? MARKER_BYTES : 0;
  return ikeVersion(prefix, start, end, end - start);
}

/** 1.0, 2.0 or 2.1: refuses nearly all other datagrams. */
function isVersion(byte: number): boolean {
  return byte === 0x10 || byte === 0x20 || byte === 0x21;
}
