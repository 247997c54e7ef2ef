// RDP over TCP (MS-RDPBCGR §2.2.1), by its X.224 connection; a negotiation that ends in TLS or CredSSP makes it TLS inside.

import { hasText, u16le, u32le } from '../base/byte-words.ts';
import { tpktEnd, X224, type X224Message, x224Message } from '../parse/tpkt.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const NEGOTIATION_REQUEST = 1;
const NEGOTIATION_RESPONSE = 2;
const NEGOTIATION_BYTES = 8;
const CORRELATION_INFO = 0x08;
const COOKIE = 'Cookie: ms';
const REQUEST_FIXED_BYTES = 7;
/** Standard security, TLS, CredSSP, RDSTLS, early user authorisation, Azure AD: bits of the protocols that are asked for. */
const KNOWN_PROTOCOLS = 0x1f;
/** MCS Connect-Initial (T.125), an application tag of two bytes. */
const CONNECT_INITIAL = 0x7f65;

export const rdpRecogniser = {
  name: 'rdp',
  transport: 'tcp',
  proves:
    "an X.224 connection request with RDP's negotiation of known protocols or its cookie (chance below 1e-14), or a connection confirm that negotiates, or an MCS Connect-Initial behind an empty request (1e-12)",
  mayBegin: (byte: number) => byte === 3,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const request = x224Message(flow.orig.prefix, 0);
    const confirm = x224Message(flow.resp.prefix, 0);
    const chosen = confirm && negotiated(flow.resp.prefix, confirm);
    if (request === undefined ? chosen === undefined : !asks(flow.orig.prefix, request)) return undefined;
    if (flow.resp.prefix.length > 0 && confirm === undefined && flow.startSeen) return undefined;
    const reason = 'RDP: X.224 connection and its negotiation';
    // Standard security is a cipher of its own, and none where the server says so: it is not looked into.
    if (chosen === undefined || chosen === 0) return { service: 'rdp', kind: 'standard', confidence: 0.8, reason };
    return { service: 'rdp', kind: 'standard', scheme: 'tls', reason: `${reason}, which chose TLS` };
  },
} as const satisfies ServiceRecogniser;

function asks(bytes: Uint8Array, { type, dataAt, end }: X224Message): boolean {
  if (type !== X224.connectionRequest) return false;
  const variable = 4 + REQUEST_FIXED_BYTES;
  if (hasText(bytes, variable, COOKIE)) return true;
  if (dataAt - variable >= NEGOTIATION_BYTES) {
    const at = bytes[dataAt - NEGOTIATION_BYTES] === NEGOTIATION_REQUEST ? dataAt - NEGOTIATION_BYTES : variable;
    const isNegotiation = bytes[at] === NEGOTIATION_REQUEST && u16le(bytes, at + 2) === NEGOTIATION_BYTES;
    if (isNegotiation && (bytes[at + 1] & ~(CORRELATION_INFO | 3)) === 0)
      return u32le(bytes, at + 4) <= KNOWN_PROTOCOLS;
  }
  // An old client asks for nothing: its next message is the proof.
  const next = x224Message(bytes, end);
  return next?.type === X224.data && (bytes[next.dataAt] << 8) + bytes[next.dataAt + 1] === CONNECT_INITIAL;
}

/** The protocols that the server chose. */
function negotiated(bytes: Uint8Array, { type, dataAt }: X224Message): number | undefined {
  const at = dataAt - NEGOTIATION_BYTES;
  if (type !== X224.connectionConfirm || at < 4 + REQUEST_FIXED_BYTES || tpktEnd(bytes, 0) !== dataAt) return undefined;
  if (bytes[at] !== NEGOTIATION_RESPONSE || u16le(bytes, at + 2) !== NEGOTIATION_BYTES) return undefined;
  return u32le(bytes, at + 4) <= KNOWN_PROTOCOLS ? u32le(bytes, at + 4) : undefined;
}
