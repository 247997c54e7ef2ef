// ESP, IPsec's payload (RFC 4303): by its IP protocol number, and inside UDP (RFC 3948) by a constant index and sequence numbers that count.
// Other protocols count likewise, so inside UDP the port that RFC 3948 assigns is wanted as well.

import { u32be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const NAT_TRAVERSAL_PORT = 4500;
/** Zero never names an association; those below 256 are reserved, but are met. */
const FIRST_INDEX = 1;
const HEADER_BYTES = 8;
const MOST_LOST = 64;
const LEAST_PACKETS = 3;

/** ESP as an IP protocol of its own. */
export const espRecogniser = {
  name: 'esp',
  transport: 'other',
  proves: 'IP protocol 50 with a legal security parameters index: the IP header says so itself',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (flow.protocol !== IpProtocol.esp) return undefined;
    const { prefix } = flow.orig.prefix.length > 0 ? flow.orig : flow.resp;
    return prefix.length >= HEADER_BYTES && u32be(prefix, 0) >= FIRST_INDEX
      ? facts('IP protocol 50 is the Encapsulating Security Payload')
      : undefined;
  },
} as const satisfies ServiceRecogniser;

/** ESP inside UDP. */
export const espInUdpRecogniser = {
  name: 'esp-in-udp',
  services: ['esp'],
  transport: 'udp',
  proves:
    'at port 4500, three datagrams or more of one direction with one security parameters index and sequence numbers that rise by little (chance below 1e-30)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (flow.respPort !== NAT_TRAVERSAL_PORT && flow.origPort !== NAT_TRAVERSAL_PORT) return undefined;
    return counts(flow, 1) || counts(flow, 0)
      ? facts('one security parameters index, and sequence numbers that count')
      : undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'esp', kind: 'standard', scheme: 'ipsec', reason: `ESP: ${what}` };
}

function counts(flow: FinishedFlow, fromOriginator: 0 | 1): boolean {
  const { messages } = flow;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  let index: number | undefined;
  let last = 0;
  let run = 0;
  for (let i = 0; i < messages.count && run < 8; i++) {
    const start = messages.prefixOffset[i];
    // A single byte keeps the address translation alive.
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] <= 1) continue;
    if (start + HEADER_BYTES > prefix.length) break;
    const own = u32be(prefix, start);
    const sequence = u32be(prefix, start + 4);
    // The same port carries IKE behind an index of zero.
    if (own === 0) continue;
    if (own < FIRST_INDEX || (index !== undefined && own !== index)) return false;
    if (index !== undefined && (sequence <= last || sequence - last > MOST_LOST)) return false;
    index = own;
    last = sequence;
    run += 1;
  }
  return run >= LEAST_PACKETS;
}
