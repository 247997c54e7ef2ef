// QUIC, by the first packet of a direction that names its version (RFC 8999). Packets with short headers alone prove nothing.

import { readQuicLongHeader } from '../parse/quic-long-header.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

export const quicRecogniser = {
  name: 'quic',
  transport: 'udp',
  proves:
    'a long header with one of some 80 known versions, connection ids of legal length and, from draft 22 on, a length that fits the datagram (chance below 1e-9)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const fromOrig = fromSide(flow, flow.orig.prefix, 1);
    if (fromOrig !== undefined && fromOrig.quic?.version !== RESERVED) return fromOrig;
    // A client that forces Version Negotiation leaves it to the server to name a real version.
    return fromSide(flow, flow.resp.prefix, 0) ?? fromOrig;
  },
} as const satisfies ServiceRecogniser;

const RESERVED = 'reserved';

function fromSide(flow: FinishedFlow, prefix: Uint8Array, fromOriginator: 0 | 1): ServiceFacts | undefined {
  if (!mayBeQuic(prefix)) return undefined;
  const read = readQuicLongHeader(prefix, 0, firstMessageEnd(flow, fromOriginator));
  if (!read.ok) return undefined;
  const { type, versionName } = read.value;
  const packet = type === 'unknown' ? 'packet' : `${type} packet`;
  return {
    service: 'quic',
    kind: 'standard',
    reason: `QUIC ${packet} of version ${versionName}`,
    quic: { version: versionName },
  };
}

/** Top bit set; or the flags of gQUIC's public header before a version 'Q0…'. */
function mayBeQuic(prefix: Uint8Array): boolean {
  if (prefix.length < 7) return false;
  if (prefix[0] >= 0x80) return true;
  return (prefix[0] & 0x49) === 0x09 && prefix[9] === 0x51 && prefix[10] === 0x30;
}
