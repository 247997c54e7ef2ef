// SSDP, UPnP's discovery (UPnP Device Architecture 1.1 §1), and WS-Discovery, which does the same in XML: HTTP heads and SOAP in datagrams.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { messageEnd, provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const DISCOVERY = '/ws/2005/04/discovery';
const DISCOVERY_11 = '/ws-dd/ns/discovery/2009/01';
const SLASH = 0x2f;

export const ssdpRecogniser = {
  name: 'ssdp',
  transport: 'udp',
  proves: 'datagrams that begin "M-SEARCH * HTTP/1.1", "NOTIFY * HTTP/1.1" or "HTTP/1.1 200 " (chance below 1e-30)',
  mayBegin: (byte: number) => byte === 0x4d || byte === 0x4e || byte === 0x48,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isSsdp, 2) === 0) return undefined;
    return { service: 'ssdp', kind: 'cleartext', reason: 'SSDP search, announcement or answer' };
  },
} as const satisfies ServiceRecogniser;

export const wsDiscoveryRecogniser = {
  name: 'ws-discovery',
  transport: 'udp',
  proves: 'XML in a datagram that names the namespace of WS-Discovery (chance below 1e-30)',
  mayBegin: (byte: number) => byte === 0x3c,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.orig.prefix.length > 0 ? flow.orig : flow.resp;
    const end = flow.messages.count > 0 ? messageEnd(flow, 0) : prefix.length;
    for (let at = prefix.indexOf(SLASH); at >= 0 && at < end; at = prefix.indexOf(SLASH, at + 1)) {
      if (!hasText(prefix, at, DISCOVERY) && !hasText(prefix, at, DISCOVERY_11)) continue;
      return { service: 'ws-discovery', kind: 'cleartext', reason: 'SOAP with the namespace of WS-Discovery' };
    }
    return undefined;
  },
} as const satisfies ServiceRecogniser;

function isSsdp(bytes: Uint8Array, start: number): boolean {
  return (
    hasText(bytes, start, 'M-SEARCH * HTTP/1.') ||
    hasText(bytes, start, 'NOTIFY * HTTP/1.') ||
    hasText(bytes, start, 'HTTP/1.1 200 ')
  );
}
