// DTLS 1.0 to 1.3 over UDP: by its hellos, or by datagrams that records fill; also behind STUN on the same ports, as in WebRTC (RFC 7983).

import { fingerprintOfRandom } from '../parse/key-log-line.ts';
import { isDtlsVersion } from '../parse/tls-client-hello.ts';
import { tlsVersionName } from '../parse/tls-names.ts';
import { tlsPosture } from './crypto-posture.ts';
import { type DtlsConversation, readDtlsConversation } from './dtls-conversation.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { TlsRecord } from './flow-record.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { alertRecords, joinOpenings, tlsFacts } from './tls-facts.ts';

/** Datagrams of the short header alone that count as proof: 2^-18 each where they name their length. */
const MIN_UNIFIED = 3;

export const dtlsRecogniser = {
  name: 'dtls',
  transport: 'udp',
  proves:
    'a datagram that DTLS records fill to its last byte (chance 3e-12), or three of the short header of DTLS 1.3 (1e-16); behind STUN on the same ports too',
  mayBegin: (byte: number) => (byte >= 20 && byte <= 26) || (byte & 0xe0) === 0x20 || byte <= 1,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!mayBeDtls(flow.orig.prefix) && !mayBeDtls(flow.resp.prefix)) return undefined;
    const conversation = readDtlsConversation(flow);
    const { orig, resp } = conversation;
    if (orig.datagrams + resp.datagrams === 0 && !isUnifiedAlone(flow, conversation)) return undefined;
    return dtlsFacts(conversation);
  },
} as const satisfies ServiceRecogniser;

/** A record header, a STUN message (magic cookie, RFC 8489 §5), or the short header with a length. */
function mayBeDtls(prefix: Uint8Array): boolean {
  if (prefix.length < 13) return false;
  const first = prefix[0];
  if (first <= 1) return prefix[4] === 0x21 && prefix[5] === 0x12 && prefix[6] === 0xa4 && prefix[7] === 0x42;
  if ((first & 0xe0) === 0x20) return (first & 0x14) === 0x04;
  return (prefix[1] === 0xfe && (prefix[2] === 0xff || prefix[2] === 0xfd)) || (prefix[1] === 1 && prefix[2] === 0);
}

/** Nothing but datagrams of the short header, and of a side that began with one. */
function isUnifiedAlone(flow: FinishedFlow, { orig, resp }: DtlsConversation): boolean {
  const begins = (prefix: Uint8Array) => prefix.length > 0 && (prefix[0] & 0xf4) === 0x24;
  return (
    (begins(flow.orig.prefix) && orig.unified >= MIN_UNIFIED) ||
    (begins(flow.resp.prefix) && resp.unified >= MIN_UNIFIED)
  );
}

function dtlsFacts({ orig, resp }: DtlsConversation): ServiceFacts {
  const handshake = joinOpenings(orig.opening, resp.opening);
  const { client, server } = handshake;
  const tls: TlsRecord = tlsFacts(handshake, 'd');
  const version = orig.version ?? resp.version;
  // Records of DTLS 1.2 and 1.3 look alike, and a ClientHello may come in records of an older version.
  if (tls.version === undefined && version !== undefined && isDtlsVersion(version))
    tls.version = tlsVersionName(version);
  if (orig.cookie || resp.cookie) tls.retry = true;
  const alerts = alertRecords(orig.opening?.alert, resp.opening?.alert);
  if (alerts.length > 0) tls.alerts = alerts;
  const facts: ServiceFacts = { service: 'dtls', kind: 'standard', reason: reasonOf(client, server) };
  if (tls.version !== undefined) facts.tls = tls;
  if (client !== undefined) facts.tlsRandom = fingerprintOfRandom(client.random);
  if (handshake.certificateKey !== undefined) facts.certificateKey = handshake.certificateKey;
  const crypto = tlsPosture(handshake);
  if (crypto !== undefined) facts.crypto = crypto;
  return facts;
}

function reasonOf(client: unknown, server: unknown): string {
  if (client !== undefined && server !== undefined) return 'DTLS ClientHello and ServerHello, both whole';
  if (client !== undefined) return 'DTLS ClientHello, whole';
  if (server !== undefined) return 'DTLS ServerHello, whole';
  return 'DTLS records that fill their datagrams; no hello is whole';
}
