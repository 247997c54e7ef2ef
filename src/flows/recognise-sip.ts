// SIP (RFC 3261 §7) over UDP and TCP, by its request and status lines. Empty lines that keep an address translation alive may stand before them.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
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

export const sipRecogniser = {
  name: 'sip',
  transport: 'both',
  proves:
    'a request line of a SIP method and a sip:, sips: or tel: address, or a status line "SIP/2.0 …" (chance below 1e-14)',
  mayBegin: (byte: number) =>
    (byte >= 0x41 && byte <= 0x5a) || byte === CARRIAGE_RETURN || byte === LINE_FEED || byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!speaksSip(flow.orig) && !speaksSip(flow.resp)) return undefined;
    return { service: 'sip', kind: 'cleartext', reason: 'SIP request or status lines' };
  },
} as const satisfies ServiceRecogniser;

function speaksSip({ prefix }: FlowSide): boolean {
  let at = 0;
  while (at < 64 && (prefix[at] === CARRIAGE_RETURN || prefix[at] === LINE_FEED || prefix[at] === 0)) at += 1;
  if (hasText(prefix, at, 'SIP/2.0 ')) return true;
  for (const method of METHODS) {
    if (!hasText(prefix, at, method) || prefix[at + method.length] !== 0x20) continue;
    const address = at + method.length + 1;
    return SCHEMES.some((scheme) => hasText(prefix, address, scheme));
  }
  return false;
}
