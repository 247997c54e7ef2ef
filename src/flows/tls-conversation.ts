// The facts of a TLS connection from what its two sides began with: record, posture, and the sentence that says what was seen.

import { fingerprintOfRandom } from '../parse/key-log-line.ts';
import { tlsVersionName } from '../parse/tls-names.ts';
import { tlsPosture } from './crypto-posture.ts';
import type { ServiceFacts } from './service-recogniser.ts';
import { alertRecords, joinOpenings, tlsFacts } from './tls-facts.ts';
import type { TlsOpening } from './tls-stream.ts';

/** One opening at least is there. */
export function tlsConversation(orig: TlsOpening | undefined, resp: TlsOpening | undefined): ServiceFacts {
  const handshake = joinOpenings(orig, resp);
  const { client, server } = handshake;
  const tls = tlsFacts(handshake, 't');
  const ssl2Version = resp?.ssl2Version ?? orig?.ssl2Version;
  if (tls.version === undefined && ssl2Version !== undefined) tls.version = tlsVersionName(ssl2Version);
  const alerts = alertRecords(orig?.alert, resp?.alert);
  if (alerts.length > 0) tls.alerts = alerts;
  const reason = openingReason(client !== undefined, server !== undefined, orig?.cut ?? resp?.cut, ssl2Version);
  const facts: ServiceFacts = { service: 'tls', kind: 'standard', reason };
  if (tls.version !== undefined) facts.tls = tls;
  if (client !== undefined) facts.tlsRandom = fingerprintOfRandom(client.random);
  if (handshake.certificateKey !== undefined) facts.certificateKey = handshake.certificateKey;
  const crypto = tlsPosture(handshake);
  if (crypto !== undefined) facts.crypto = crypto;
  return facts;
}

function openingReason(
  client: boolean,
  server: boolean,
  cut: 'ClientHello' | 'ServerHello' | undefined,
  ssl2Version: number | undefined,
): string {
  if (client && server) return 'TLS ClientHello and ServerHello, both whole';
  if (client) return 'TLS ClientHello, whole';
  if (server) return 'TLS ServerHello, whole';
  if (cut !== undefined) return `the beginning of a TLS ${cut}, which ends beyond the bytes that were kept`;
  return `SSL 2.0 hello for version ${tlsVersionName(ssl2Version ?? 2)}`;
}
