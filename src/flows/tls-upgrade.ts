// TLS that another protocol leads to on the same connection: STARTTLS of mail and chat (RFC 3207, RFC 2595, RFC 4217, RFC 4511, RFC 6120), HTTP CONNECT,
// SOCKS, databases, RDP, proxies of one's own. All wait for the peer before the first record, so that a hello begins a message.
// Invariant: a hello must be whole, or begin at both sides; ports and words of the protocol before it decide nothing.

import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts } from './service-recogniser.ts';
import { tlsConversation } from './tls-conversation.ts';
import { readTlsOpening, type TlsOpening } from './tls-stream.ts';

/** Dialogues before STARTTLS have a dozen messages at most. */
const MAX_MESSAGES = 48;
const HANDSHAKE = 0x16;
const MAJOR_VERSION = 3;

/** `facts`: what the flow began with, if anybody knows; undefined when no TLS follows. */
export function tlsUpgrade(flow: FinishedFlow, facts: ServiceFacts | undefined): ServiceFacts | undefined {
  const { messages } = flow;
  let orig: TlsOpening | undefined;
  let resp: TlsOpening | undefined;
  let before = 0;
  for (let i = 1; i < messages.count && i < MAX_MESSAGES && (orig === undefined || resp === undefined); i++) {
    const fromOriginator = messages.fromOriginator[i] === 1;
    const { prefix } = fromOriginator ? flow.orig : flow.resp;
    const at = messages.prefixOffset[i];
    if (prefix[at] !== HANDSHAKE || prefix[at + 1] !== MAJOR_VERSION) continue;
    if ((fromOriginator ? orig : resp) !== undefined) continue;
    const opening = readTlsOpening(prefix, at);
    if (opening === undefined) continue;
    before = Math.max(before, at);
    if (fromOriginator) orig = opening;
    else resp = opening;
  }
  const isWhole = (opening: TlsOpening | undefined) => opening?.client !== undefined || opening?.server !== undefined;
  if (!isWhole(orig) && !isWhole(resp) && (orig === undefined || resp === undefined)) return undefined;
  const tls = tlsConversation(orig, resp);
  if (facts === undefined) {
    return { ...tls, reason: `${tls.reason}, behind ${before} bytes of another protocol` };
  }
  return {
    ...facts,
    ...tls,
    service: facts.service,
    scheme: 'tls',
    reason: `${facts.reason}, then TLS: ${tls.reason}`,
  };
}
