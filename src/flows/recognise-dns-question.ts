// DNS messages that cannot be read whole, by their question: damaged ones, and those with bytes behind their end. recognise-dns.ts reads the others.

import { type DnsQuestion, readDnsQuestion } from '../parse/dns-message.ts';
import { DnsType, dnsTypeName } from '../parse/dns-type.ts';
import { netBiosName } from '../parse/netbios-name.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import { dnsDialect } from './recognise-dns.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Header, the shortest name, type and class. */
const SHORTEST = 20;

export const dnsQuestionRecogniser = {
  name: 'dns-question',
  transport: 'both',
  proves:
    'of a message that cannot be read whole: one question with a name of letters, digits, hyphens and underscores, a known type and a known class (chance below 1e-13)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const question = questionOf(flow, 1) ?? questionOf(flow, 0);
    if (question === undefined) return undefined;
    const host = question.type === DnsType.netBios ? netBiosName(question.name) : undefined;
    return {
      service: host === undefined ? dnsDialect(flow) : 'nbns',
      kind: 'cleartext',
      reason: 'the question of a DNS message that cannot be read whole',
      dns: { query: host ?? question.name, type: host === undefined ? dnsTypeName(question.type) : 'NB' },
    };
  },
} as const satisfies ServiceRecogniser;

function questionOf(flow: FinishedFlow, fromOriginator: 0 | 1): DnsQuestion | undefined {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const start = flow.protocol === IpProtocol.tcp ? 2 : 0;
  // One question: refuses nearly all others.
  if (prefix.length < SHORTEST || prefix[start + 4] !== 0 || prefix[start + 5] !== 1) return undefined;
  if (start > 0) return readDnsQuestion(prefix, start, prefix.length);
  return readDnsQuestion(prefix, 0, firstMessageEnd(flow, fromOriginator));
}
