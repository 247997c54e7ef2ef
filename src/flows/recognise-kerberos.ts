// Kerberos 5 (RFC 4120 §5 and §7.2), over UDP and over TCP behind a length of four bytes. Only named: its tickets are its own affair.

import { u32be } from '../base/byte-words.ts';
import { BerTag, berElement, berInteger } from '../parse/ber-element.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** AS, TGS, AP, SAFE, PRIV, CRED and ERROR: their application tags. */
const MESSAGE_TAGS = new Set([0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x74, 0x75, 0x76, 0x7e]);
const VERSION_TAGS = [0xa0, 0xa1] as const;
const VERSION = 5;

export const kerberosRecogniser = {
  name: 'kerberos',
  transport: 'both',
  proves: 'one of ten application tags around a sequence that begins with version 5 (chance below 1e-13)',
  mayBegin: (byte: number) => byte === 0 || MESSAGE_TAGS.has(byte),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const orig = holds(flow, 1);
    const resp = holds(flow, 0);
    if (orig === false || resp === false || (orig ?? resp) === undefined) return undefined;
    return { service: 'kerberos', kind: 'cleartext', reason: 'Kerberos 5 messages' };
  },
} as const satisfies ServiceRecogniser;

/** Undefined where the side was silent, or its beginning may have been missed. */
function holds(flow: FinishedFlow, fromOriginator: 0 | 1): boolean | undefined {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  if (prefix.length === 0) return undefined;
  if (flow.protocol === IpProtocol.udp) return isKerberos(prefix, 0, firstMessageEnd(flow, fromOriginator));
  if (isKerberos(prefix, 4, prefix.length) && u32be(prefix, 0) < 1 << 24) return true;
  return flow.startSeen ? false : undefined;
}

function isKerberos(bytes: Uint8Array, start: number, end: number): boolean {
  if (!MESSAGE_TAGS.has(bytes[start])) return false;
  const message = berElement(bytes, start, end);
  const sequence = message && berElement(bytes, message.start, end);
  if (sequence?.tag !== BerTag.sequence || sequence.end !== message?.end) return false;
  const field = berElement(bytes, sequence.start, end);
  if (field === undefined || !VERSION_TAGS.includes(field.tag as 0xa0)) return false;
  const version = berElement(bytes, field.start, end);
  return version !== undefined && berInteger(bytes, version) === VERSION;
}
