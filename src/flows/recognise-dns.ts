// DNS and its dialects (multicast, link-local, NetBIOS), over UDP and TCP, by messages that read whole to their last byte.
// Invariant: the message is the proof; a port only chooses between the names of dialects that look alike.

import type { Parsed } from '../base/parsed.ts';
import { type DnsMessage, readDnsMessage, readDnsTcpMessage } from '../parse/dns-message.ts';
import { DnsType, dnsTypeName } from '../parse/dns-type.ts';
import { netBiosName } from '../parse/netbios-name.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { DnsRecord } from './flow-record.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const UDP = 17;
const HEADER_BYTES = 12;
const DNS_PORT = 53;
const MDNS_PORT = 5353;
const NETBIOS_PORT = 137;
const LLMNR_PORT = 5355;
/** NetBIOS node status: the number that DNS gives to SRV. */
const NODE_STATUS = 33;

/** What `dnsDialect` and names of NetBIOS can make of a message. */
export const DNS_DIALECTS: readonly string[] = ['dns', 'mdns', 'llmnr', 'nbns'];

export const dnsRecogniser = {
  name: 'dns',
  services: DNS_DIALECTS,
  transport: 'both',
  proves:
    'a message whose counts, names and lengths lead exactly to its last byte, with known classes (chance below 1e-13)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const fromOrig = firstMessage(flow, flow.orig.prefix, 1);
    const fromResp = firstMessage(flow, flow.resp.prefix, 0);
    // A side that spoke and is not cut short must speak DNS as well.
    if ((fromOrig !== undefined && contradicts(fromOrig)) || (fromResp !== undefined && contradicts(fromResp))) {
      return undefined;
    }
    const asked = fromOrig?.ok === true ? fromOrig.value : undefined;
    const answered = fromResp?.ok === true ? fromResp.value : undefined;
    if ((asked?.entries ?? 0) + (answered?.entries ?? 0) === 0) return undefined;
    return dnsFacts(flow, asked, answered);
  },
} as const satisfies ServiceRecogniser;

/** Undefined where the side was silent. */
function firstMessage(flow: FinishedFlow, prefix: Uint8Array, fromOriginator: 0 | 1): Parsed<DnsMessage> | undefined {
  if (prefix.length === 0) return undefined;
  if (flow.protocol !== UDP) return mayBeDns(prefix, 2, prefix.length) ? readDnsTcpMessage(prefix) : NOT_DNS;
  const end = firstMessageEnd(flow, fromOriginator);
  return mayBeDns(prefix, 0, end) ? readDnsMessage(prefix, 0, end) : NOT_DNS;
}

const NOT_DNS: Parsed<never> = { ok: false, needMore: false, reason: 'not DNS', offset: 0 };

/** No section of a message that is met has more than 255 entries: the high bytes of all four counts are zero, which refuses most others. */
function mayBeDns(prefix: Uint8Array, at: number, end: number): boolean {
  if (end - at < HEADER_BYTES) return false;
  for (let count = at + 4; count < at + HEADER_BYTES; count += 2) if (prefix[count] !== 0) return false;
  return true;
}

function contradicts(read: Parsed<DnsMessage>): boolean {
  return !read.ok && !read.needMore;
}

function dnsFacts(
  flow: FinishedFlow,
  asked: DnsMessage | undefined,
  answered: DnsMessage | undefined,
): ServiceFacts | undefined {
  const first = asked ?? answered;
  const question = first?.questions[0] ?? answered?.questions[0];
  const record = first?.answers[0] ?? first?.additional[0];
  const name = question?.name ?? record?.name;
  const type = question?.type ?? record?.type;
  const host = type === DnsType.netBios || type === NODE_STATUS ? netBiosName(name ?? '') : undefined;
  const dns: DnsRecord = {};
  if (name !== undefined) dns.query = host ?? name;
  if (type !== undefined) dns.type = host === undefined ? dnsTypeName(type) : netBiosTypeName(type);
  const answers = answerTexts(asked?.response === true ? asked : answered);
  if (answers.length > 0) dns.answers = answers;
  const service = host !== undefined ? 'nbns' : dnsDialect(flow);
  const sides = asked === undefined ? 'responder' : answered === undefined ? 'originator' : 'both sides';
  return { service, kind: 'cleartext', reason: `DNS messages of ${sides}, whole to their last byte`, dns };
}

/** Addresses and names, each once, in the order of the records. */
function answerTexts(message: DnsMessage | undefined): string[] {
  if (message === undefined) return [];
  const texts = new Set<string>();
  for (const answer of message.answers) {
    for (const address of answer.addresses) texts.add(address);
    if (answer.target !== undefined) texts.add(answer.target);
  }
  return [...texts];
}

/** The name that the port gives to messages that look alike. */
export function dnsDialect(flow: FinishedFlow): string {
  if (flow.respPort === DNS_PORT || flow.origPort === DNS_PORT) return 'dns';
  if (flow.respPort === MDNS_PORT || flow.origPort === MDNS_PORT) return 'mdns';
  if (flow.respPort === LLMNR_PORT || flow.origPort === LLMNR_PORT) return 'llmnr';
  if (flow.respPort === NETBIOS_PORT || flow.origPort === NETBIOS_PORT) return 'nbns';
  return 'dns';
}

function netBiosTypeName(type: number): string {
  return type === NODE_STATUS ? 'NBSTAT' : 'NB';
}
