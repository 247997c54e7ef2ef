// DNS messages that cannot be read whole, by their question: damaged ones, and those with bytes behind their end; where the question is damaged as well,
// by a header that only DNS has, and a first label. recognise-dns.ts reads the others.

import { u16be } from '../base/byte-words.ts';
import { type DnsQuestion, readDnsQuestion } from '../parse/dns-message.ts';
import { DnsType, dnsTypeName } from '../parse/dns-type.ts';
import { netBiosName } from '../parse/netbios-name.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import { DNS_DIALECTS, dnsDialect } from './recognise-dns.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Header, the shortest name, type and class. */
const SHORTEST = 20;
const HEADER_BYTES = 12;
/** Datagrams of a direction that are looked at. */
const LOOKED_AT = 4;
/** Every operation but a query, and the bit that must be zero (RFC 1035 §4.1.1); response codes are refused as well. */
const REFUSED_FLAGS = 0x784f;
const MAX_LABEL = 63;
const NETBIOS_LETTERS = 16;

export const dnsQuestionRecogniser = {
  name: 'dns-question',
  services: DNS_DIALECTS,
  transport: 'both',
  proves:
    'of a message that cannot be read whole: one question with a name of letters, digits, hyphens and underscores, a known type and a known class (chance below 1e-13); or flags and counts of one plain question, and a first label of such characters (1e-20)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const question = questionOf(flow, 1) ?? questionOf(flow, 0);
    if (question === undefined) return plainHeader(flow, 1) ?? plainHeader(flow, 0);
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

/** The first datagrams of a direction, one of which has the header of a plain question or answer. */
function plainHeader(flow: FinishedFlow, fromOriginator: 0 | 1): ServiceFacts | undefined {
  if (flow.protocol !== IpProtocol.udp) return undefined;
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  const { messages } = flow;
  for (let i = 0, seen = 0; i < messages.count && seen < LOOKED_AT; i++) {
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] < SHORTEST) continue;
    seen++;
    const at = messages.prefixOffset[i];
    if (at + SHORTEST > prefix.length || !hasPlainHeader(prefix, at)) continue;
    const length = prefix[at + HEADER_BYTES];
    const service = isNetBiosLabel(prefix, at + HEADER_BYTES + 1) ? 'nbns' : dnsDialect(flow);
    if (service !== 'nbns' && !isLabel(prefix, at + HEADER_BYTES + 1, length)) continue;
    return { service, kind: 'cleartext', reason: 'the header of a DNS message, and the first label of its name' };
  }
  return undefined;
}

/** A query, or an answer to one, with one question, one answer at most, and nothing else. */
function hasPlainHeader(bytes: Uint8Array, at: number): boolean {
  const flags = u16be(bytes, at + 2);
  const answers = u16be(bytes, at + 6);
  if ((flags & REFUSED_FLAGS) !== 0 || u16be(bytes, at + 4) !== 1) return false;
  return answers <= flags >> 15 && u16be(bytes, at + 8) === 0 && u16be(bytes, at + 10) === 0;
}

function isLabel(bytes: Uint8Array, at: number, length: number): boolean {
  if (length === 0 || length > MAX_LABEL || at + length > bytes.length) return false;
  for (let i = at; i < at + length; i++) if (!isNameCharacter(bytes[i])) return false;
  return true;
}

/** Sixteen letters of an encoded NetBIOS name (RFC 1001 §14.1). */
function isNetBiosLabel(bytes: Uint8Array, at: number): boolean {
  if (at + NETBIOS_LETTERS > bytes.length) return false;
  for (let i = at; i < at + NETBIOS_LETTERS; i++) if (bytes[i] < 0x41 || bytes[i] > 0x50) return false;
  return true;
}

/** Letters, digits, hyphen, underscore. */
function isNameCharacter(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f;
}
