// What both sides' openings of a TLS, DTLS or QUIC handshake say about a flow, as the keys of the `tls` record.

import { ja3, ja3s } from '../parse/ja3.ts';
import { type Ja4Transport, ja4 } from '../parse/ja4.ts';
import { alertName } from '../parse/tls-alert-names.ts';
import type { TlsLeafCertificate } from '../parse/tls-certificate.ts';
import { highestOfferedVersion, type TlsClientHello } from '../parse/tls-client-hello.ts';
import { readClientKeyExchange, readServerKeyExchange, type TlsKeyExchange } from '../parse/tls-key-exchange.ts';
import { cipherSuiteName, isGrease, namedGroupName, tlsVersionName } from '../parse/tls-names.ts';
import type { TlsServerHello } from '../parse/tls-server-hello.ts';
import type { CertificateRecord, TlsRecord } from './flow-record.ts';
import type { CertificateKey } from './service-recogniser.ts';
import type { TlsOpening } from './tls-stream.ts';

/** A handshake with its two sides told apart, and what follows from both. */
export interface TlsHandshake {
  client: TlsClientHello | undefined;
  server: TlsServerHello | undefined;
  certificate: TlsLeafCertificate | undefined;
  certificateKey: CertificateKey | undefined;
  exchange: TlsKeyExchange | undefined;
  resumed: boolean | undefined;
  retry: boolean;
}

/** Who sent the first packet of a flow under way is chance, so either side may be the client. */
export function joinOpenings(orig: TlsOpening | undefined, resp: TlsOpening | undefined): TlsHandshake {
  const clientSide = orig?.client !== undefined ? orig : resp?.client !== undefined ? resp : undefined;
  const serverSide = resp?.server !== undefined ? resp : orig?.server !== undefined ? orig : undefined;
  const client = clientSide?.client;
  const server = serverSide?.server;
  return {
    client,
    server,
    certificate: serverSide?.certificate,
    certificateKey: certificateKey(serverSide?.certificate, serverSide === orig ? 1 : 0),
    exchange: keyExchange(clientSide, serverSide),
    resumed: isResumed(client, server, serverSide),
    retry: clientSide?.retry === true || serverSide?.retry === true,
  };
}

export function tlsFacts(handshake: TlsHandshake, transport: Ja4Transport): TlsRecord {
  const { client, server, certificate, exchange, resumed, retry } = handshake;
  const record: TlsRecord = {};
  if (client !== undefined) addClient(record, client, transport);
  if (server !== undefined) addServer(record, server, exchange);
  if (record.alpn === undefined && client !== undefined && hidesAlpn(server)) {
    const offered = client.alpn.find((name) => !isGreaseName(name));
    if (offered !== undefined) record.alpn = offered;
  }
  if (resumed !== undefined) record.resumed = resumed;
  if (retry) record.retry = true;
  if (certificate !== undefined) record.certificate = certificateRecord(certificate);
  return record;
}

/** 'fatal handshake_failure'. */
export function alertText(alert: { level: number; description: number }): string {
  return `${alert.level === 2 ? 'fatal' : 'warning'} ${alertName(alert.description)}`;
}

/** Of the two sides, as they stand in the record. */
export function alertRecords(orig: TlsOpening['alert'], resp: TlsOpening['alert']): NonNullable<TlsRecord['alerts']> {
  const alerts: NonNullable<TlsRecord['alerts']> = [];
  if (orig !== undefined) alerts.push({ from: 'orig', alert: alertText(orig) });
  if (resp !== undefined) alerts.push({ from: 'resp', alert: alertText(resp) });
  return alerts;
}

function addClient(record: TlsRecord, client: TlsClientHello, transport: Ja4Transport): void {
  record.version = tlsVersionName(highestOfferedVersion(client));
  if (client.serverName !== undefined) record.server_name = client.serverName;
  const group = client.keyShareGroups.find((offered) => !isGrease(offered));
  if (group !== undefined) record.group = namedGroupName(group);
  if (client.ech !== undefined) record.ech = client.ech;
  if (client.earlyData) record.early_data = true;
  const byJa3 = ja3(client);
  record.ja3 = byJa3.hash;
  record.ja3_string = byJa3.raw;
  const byJa4 = ja4(client, transport);
  record.ja4 = byJa4.hash;
  record.ja4_string = byJa4.raw;
}

function addServer(record: TlsRecord, server: TlsServerHello, exchange: TlsKeyExchange | undefined): void {
  record.version = tlsVersionName(server.version);
  record.cipher = cipherSuiteName(server.cipherSuite);
  if (server.alpn !== undefined) record.alpn = server.alpn;
  const byJa3s = ja3s(server);
  record.ja3s = byJa3s.hash;
  record.ja3s_string = byJa3s.raw;
  // What was offered is no longer the answer once the server has spoken.
  const group = server.group ?? exchange?.group;
  if (group !== undefined) record.group = namedGroupName(group);
  else delete record.group;
  if (exchange?.primeBits !== undefined) record.prime_bits = exchange.primeBits;
}

/** What the server sent of its key exchange; the client's answer where the capture, or what is kept of it, ends before that. */
function keyExchange(
  clientSide: TlsOpening | undefined,
  serverSide: TlsOpening | undefined,
): TlsKeyExchange | undefined {
  const server = serverSide?.server;
  if (server === undefined || isTls13(server.version)) return undefined;
  const told =
    serverSide?.keyExchange === undefined
      ? undefined
      : readServerKeyExchange(serverSide.keyExchange, server.cipherSuite);
  if (told !== undefined || clientSide?.keyExchange === undefined) return told;
  return readClientKeyExchange(clientSide.keyExchange, server.cipherSuite, clientSide.client?.supportedGroups ?? []);
}

/** TLS 1.3: a pre-shared key was taken. Before: the server went on without a certificate, to a client that had offered a session. */
function isResumed(
  client: TlsClientHello | undefined,
  server: TlsServerHello | undefined,
  serverSide: TlsOpening | undefined,
): boolean | undefined {
  if (server === undefined || server.retryRequest) return undefined;
  if (isTls13(server.version)) return server.takesPsk;
  if (serverSide?.resumes !== true) return serverSide?.resumes;
  return client === undefined || client.sessionId.length > 0 || (client.ticketBytes ?? 0) > 0;
}

/** RFC 8446 and RFC 9147; drafts counted from 0x7f00. */
export function isTls13(version: number): boolean {
  return version === 0x0304 || version === 0xfefc || version >> 8 === 0x7f;
}

/** Up to TLS 1.2 the ServerHello shows the choice, so that silence means none; in TLS 1.3 it is encrypted. */
function hidesAlpn(server: TlsServerHello | undefined): boolean {
  return server === undefined || isTls13(server.version);
}

/** GREASE in ALPN: two equal bytes 0x0a, 0x1a, … (RFC 8701 §2). */
function isGreaseName(name: string): boolean {
  return name.length === 2 && isGrease((name.charCodeAt(0) << 8) | name.charCodeAt(1));
}

function certificateKey(
  certificate: TlsLeafCertificate | undefined,
  fromOriginator: 0 | 1,
): CertificateKey | undefined {
  const key = certificate?.key;
  return key === undefined ? undefined : { ...key, fromOriginator };
}

function certificateRecord({ facts, sha256, key, chainLength }: TlsLeafCertificate): CertificateRecord {
  const record: CertificateRecord = {};
  if (facts.subject !== undefined) record.subject = facts.subject;
  if (facts.issuer !== undefined) record.issuer = facts.issuer;
  if (facts.names.length > 0) record.names = facts.names;
  if (facts.keyType !== undefined) record.key_type = facts.keyType;
  if (facts.keyBits !== undefined) record.key_bits = facts.keyBits;
  if (facts.curve !== undefined) record.curve = facts.curve;
  if (facts.signatureAlgorithm !== undefined) record.signature_algorithm = facts.signatureAlgorithm;
  if (facts.selfSigned !== undefined) record.self_signed = facts.selfSigned;
  if (facts.notBefore !== undefined) record.not_before = facts.notBefore;
  if (facts.notAfter !== undefined) record.not_after = facts.notAfter;
  if (sha256 !== undefined) record.sha256 = sha256;
  if (key !== undefined) record.key_id = key.id;
  if (chainLength !== undefined) record.chain_length = chainLength;
  return record;
}
