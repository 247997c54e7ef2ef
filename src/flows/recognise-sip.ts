// SIP (RFC 3261 §7) over UDP and TCP, by its request and status lines. Empty lines that keep an address translation alive may stand before them.
// A datagram that was damaged on its way does not hide that the next ones are whole.

import { hasText } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const METHODS = [
  'REGISTER',
  'INVITE',
  'ACK',
  'BYE',
  'OPTIONS',
  'CANCEL',
  'SUBSCRIBE',
  'NOTIFY',
  'MESSAGE',
  'PUBLISH',
  'INFO',
  'PRACK',
  'UPDATE',
  'REFER',
];
const SCHEMES = ['sip:', 'sips:', 'tel:'];
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
/** Datagrams that are looked at. */
const LOOKED_AT = 4;

export const sipRecogniser = {
  name: 'sip',
  transport: 'both',
  proves:
    'a request line of a SIP method and a sip:, sips: or tel: address, or a status line "SIP/2.0 …" (chance below 1e-14)',
  mayBegin: (byte: number) =>
    (byte >= 0x41 && byte <= 0x5a) || byte === CARRIAGE_RETURN || byte === LINE_FEED || byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!speaksSip(flow.orig.prefix, 0) && !speaksSip(flow.resp.prefix, 0) && !speaksLater(flow)) return undefined;
    return { service: 'sip', kind: 'cleartext', reason: 'SIP request or status lines' };
  },
} as const satisfies ServiceRecogniser;

/** In a datagram behind the first of its side. */
function speaksLater(flow: FinishedFlow): boolean {
  if (flow.protocol !== IpProtocol.udp) return false;
  const { messages } = flow;
  for (let i = 1; i < Math.min(messages.count, LOOKED_AT); i++) {
    const { prefix } = messages.fromOriginator[i] === 1 ? flow.orig : flow.resp;
    if (speaksSip(prefix, messages.prefixOffset[i])) return true;
  }
  return false;
}

function speaksSip(prefix: Uint8Array, start: number): boolean {
  let at = start;
  while (at < start + 64 && (prefix[at] === CARRIAGE_RETURN || prefix[at] === LINE_FEED || prefix[at] === 0)) at += 1;
  if (hasText(prefix, at, 'SIP/2.0 ')) return true;
  for (const method of METHODS) {
    if (!hasText(prefix, at, method) || prefix[at + method.length] !== 0x20) continue;
    const address = at + method.length + 1;
    return SCHEMES.some((scheme) => hasText(prefix, address, scheme));
  }
  return false;
}
