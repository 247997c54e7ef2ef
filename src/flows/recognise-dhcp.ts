// DHCP for IPv4 (RFC 2131 §2) by its magic cookie, and for IPv6 (RFC 8415 §8) by options that lead to the last byte.

import { isZero, u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const COOKIE_AT = 236;
const COOKIE = 0x63825363;
const ETHERNET = 1;
const LAST_TYPE_V6 = 23;
const RELAY_TYPES_V6 = [12, 13] as const;
const CLIENT_ID = 1;
const SERVER_ID = 2;
const LAST_OPTION_V6 = 150;
const RELAYED_MESSAGE = 9;
const LAST_DUID = 4;

export const dhcpRecogniser = {
  name: 'dhcp',
  transport: 'udp',
  proves: "a BOOTP header and DHCP's magic cookie behind it (chance 1e-14)",
  mayBegin: (byte: number) => byte === 1 || byte === 2,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isDhcp, 2) === 0) return undefined;
    return { service: 'dhcp', kind: 'cleartext', reason: 'DHCP messages with their magic cookie' };
  },
} as const satisfies ServiceRecogniser;

export const dhcpv6Recogniser = {
  name: 'dhcpv6',
  transport: 'udp',
  proves:
    'options of known numbers that lead to the last byte, among them an identifier of a known kind (chance below 1e-10)',
  mayBegin: (byte: number) => byte >= 1 && byte <= LAST_TYPE_V6,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isDhcpv6, 2) === 0) return undefined;
    return { service: 'dhcpv6', kind: 'cleartext', reason: 'DHCPv6 messages, their options whole' };
  },
} as const satisfies ServiceRecogniser;

function isDhcp(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < COOKIE_AT + 4 || u32be(bytes, start + COOKIE_AT) !== COOKIE) return false;
  return (
    (bytes[start] === 1 || bytes[start] === 2) && (bytes[start + 1] === ETHERNET || isZero(bytes, start + 1, start + 3))
  );
}

function isDhcpv6(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (end - start < wireBytes || bytes[start] === 0 || bytes[start] > LAST_TYPE_V6) return false;
  const isRelayed = RELAY_TYPES_V6.includes(bytes[start] as 12);
  let at = start + (isRelayed ? 34 : 4);
  let identified = false;
  while (at + 4 <= end) {
    const option = u16be(bytes, at);
    const length = u16be(bytes, at + 2);
    if (option === 0 || option > LAST_OPTION_V6) return false;
    if (option === CLIENT_ID || option === SERVER_ID) {
      const kind = u16be(bytes, at + 4);
      if (length < 6 || kind === 0 || kind > LAST_DUID) return false;
      identified = true;
    }
    // What is relayed has its identifiers inside.
    if (isRelayed && option === RELAYED_MESSAGE) identified = true;
    at += 4 + length;
  }
  return identified && at === end;
}
