// TDS, Microsoft SQL Server's protocol (MS-TDS §2.2.3), by packet headers; its TLS handshake travels inside such packets.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** SQL batch, old login, RPC, response, attention, bulk, federated token, transaction, login, SSPI, prelogin. */
const CLIENT_TYPES = new Set([1, 2, 3, 6, 7, 8, 14, 16, 17, 18]);
const RESPONSE = 4;
const PRELOGIN = 18;
const HEADER_BYTES = 8;
/** Prelogin's answer has the response's type; both hold options that begin with the version at a fixed place. */
const MOST_STATUS = 0x1b;
const HANDSHAKE = 0x16;

export const tdsRecogniser = {
  name: 'tds',
  transport: 'tcp',
  proves:
    'packet headers of both sides that spoke: a known type and status, a length that leads to the next header or the end of a message, window zero (chance below 1e-9)',
  mayBegin: (byte: number) => CLIENT_TYPES.has(byte) || byte === RESPONSE,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    const asks = orig.prefix.length === 0 ? undefined : CLIENT_TYPES.has(orig.prefix[0]) && chains(orig);
    const answers = resp.prefix.length === 0 ? undefined : resp.prefix[0] === RESPONSE && chains(resp);
    if (asks === false || answers === false || (asks ?? answers) === undefined) return undefined;
    const first = u16be(orig.prefix, 2);
    const isTls =
      orig.prefix[0] === PRELOGIN && orig.prefix[first] === PRELOGIN && orig.prefix[first + HEADER_BYTES] === HANDSHAKE;
    const reason = 'TDS packets whose lengths chain';
    if (isTls)
      return { service: 'tds', kind: 'standard', scheme: 'tls', confidence: 0.9, reason: `${reason}; TLS inside` };
    return { service: 'tds', kind: 'cleartext', reason };
  },
} as const satisfies ServiceRecogniser;

function chains({ prefix, streamBytes }: FlowSide): boolean {
  const length = u16be(prefix, 2);
  if (prefix.length < HEADER_BYTES || length <= HEADER_BYTES || !isHeader(prefix, 0)) return false;
  // The packet ends with the stream, or another header stands there, or the TLS records of a login.
  if (length === streamBytes || (length > prefix.length && length <= streamBytes)) return true;
  return isHeader(prefix, length) || (prefix[length] >= 0x14 && prefix[length] <= 0x17 && prefix[length + 1] === 3);
}

function isHeader(bytes: Uint8Array, at: number): boolean {
  if (at + HEADER_BYTES > bytes.length || bytes[at + 1] > MOST_STATUS || bytes[at + 7] !== 0) return false;
  return CLIENT_TYPES.has(bytes[at]) || bytes[at] === RESPONSE;
}
