// QUIC, by the first packet of a direction that names its version (RFC 8999); its Initial packets are opened up to the ClientHello (RFC 9001 §5.2).
// Where it was met in mid-flow, by short headers that repeat a connection id (quic-inside.ts).

import { fingerprintOfRandom } from '../parse/key-log-line.ts';
import { readQuicLongHeader } from '../parse/quic-long-header.ts';
import { tlsPosture } from './crypto-posture.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { QuicRecord } from './flow-record.ts';
import { type QuicConversation, readQuicConversation } from './quic-conversation.ts';
import { hasShortHeaders } from './quic-inside.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { joinOpenings, tlsFacts } from './tls-facts.ts';

export const quicRecogniser = {
  name: 'quic',
  transport: 'udp',
  proves:
    'a long header with one of some 80 known versions, connection ids of legal length and, from draft 22 on, a length that fits the datagram (chance below 1e-9); where an Initial packet opens with the keys of its connection id, its tag (chance 2^-128); or, in mid-flow, five short headers whose protected bits vary and three of which repeat a connection id (1e-20)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const fromOrig = firstPacket(flow, flow.orig.prefix, 1);
    const fromResp =
      fromOrig === undefined || fromOrig === RESERVED ? firstPacket(flow, flow.resp.prefix, 0) : undefined;
    if (fromOrig === undefined && fromResp === undefined) return hasShortHeaders(flow) ? SHORT_HEADERS : undefined;
    let conversation = readQuicConversation(flow, 1);
    // Who sent the first packet of the capture is chance where the connection began before it.
    if (fromOrig === undefined && conversation.client === undefined) {
      const turned = readQuicConversation(flow, 0);
      if (turned.opened > 0) conversation = turned;
    }
    // A client that forces Version Negotiation leaves it to the server to name a real version.
    if (conversation.opened === 0) conversation.versionName = fromResp ?? fromOrig ?? conversation.versionName;
    return quicFacts(conversation);
  },
} as const satisfies ServiceRecogniser;

const SHORT_HEADERS: ServiceFacts = {
  service: 'quic',
  kind: 'standard',
  confidence: 0.85,
  reason: 'QUIC short headers that repeat a connection id; the handshake was before the capture',
};

const RESERVED = 'reserved';

/** Version of the direction's first packet, where it names one. */
function firstPacket(flow: FinishedFlow, prefix: Uint8Array, fromOriginator: 0 | 1): string | undefined {
  if (!mayBeQuic(prefix)) return undefined;
  const read = readQuicLongHeader(prefix, 0, firstMessageEnd(flow, fromOriginator));
  return read.ok ? read.value.versionName : undefined;
}

function quicFacts(conversation: QuicConversation): ServiceFacts {
  const { versionName, client, server, google } = conversation;
  const quic: QuicRecord = { version: versionName };
  if (conversation.versionNegotiation) quic.version_negotiation = true;
  if (conversation.retry) quic.retry = true;
  if (conversation.zeroRtt) quic.zero_rtt = true;
  if (conversation.initials > 0) quic.initial_opened = conversation.opened > 0;
  if (google?.serverName !== undefined) quic.server_name = google.serverName;
  if (google?.userAgent !== undefined) quic.user_agent = google.userAgent;
  const facts: ServiceFacts = { service: 'quic', kind: 'standard', reason: reasonOf(conversation), quic };
  if (client?.client === undefined && server?.server === undefined) return facts;
  const handshake = joinOpenings(client, server);
  facts.tls = tlsFacts(handshake, 'q');
  if (handshake.client !== undefined) facts.tlsRandom = fingerprintOfRandom(handshake.client.random);
  const crypto = tlsPosture(handshake);
  if (crypto !== undefined) facts.crypto = crypto;
  return facts;
}

function reasonOf({ versionName, client, server, google, opened, initials }: QuicConversation): string {
  const base = `QUIC of version ${versionName}`;
  if (client?.client !== undefined) {
    return `${base}: Initial packets open with the keys of their connection id, to a ClientHello${server?.server === undefined ? '' : ' and a ServerHello'}`;
  }
  if (google !== undefined) return `${base}: a CHLO message`;
  if (opened > 0)
    return `${base}: Initial packets open with the keys of their connection id; the ClientHello is not whole`;
  return initials > 0
    ? `${base}: long headers; no Initial packet opens with the keys of its connection id, as when the first ones are missing`
    : `${base}: long headers`;
}

/** Top bit set; or the flags of gQUIC's public header before a version 'Q0…'. */
function mayBeQuic(prefix: Uint8Array): boolean {
  if (prefix.length < 7) return false;
  if (prefix[0] >= 0x80) return true;
  return (prefix[0] & 0x49) === 0x09 && prefix[9] === 0x51 && prefix[10] === 0x30;
}
