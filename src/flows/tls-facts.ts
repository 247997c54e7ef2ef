// What a ClientHello and a ServerHello say about a flow, as the keys of the `tls` record.

import { ja3, ja3s } from '../parse/ja3.ts';
import { ja4 } from '../parse/ja4.ts';
import { highestOfferedVersion, type TlsClientHello } from '../parse/tls-client-hello.ts';
import { cipherSuiteName, isGrease, namedGroupName, tlsVersionName } from '../parse/tls-names.ts';
import type { TlsServerHello } from '../parse/tls-server-hello.ts';
import type { TlsRecord } from './flow-record.ts';

/** RFC 8446; its drafts counted from 0x7f00. */
const TLS13 = 0x0304;

/** `exchangeGroup` is the group of a ServerKeyExchange, where TLS 1.2 and older name it. */
export function tlsFacts(
  client: TlsClientHello | undefined,
  server: TlsServerHello | undefined,
  exchangeGroup: number | undefined,
  transport: 't' | 'q',
): TlsRecord {
  const record: TlsRecord = {};
  if (client !== undefined) addClient(record, client, transport);
  if (server !== undefined) addServer(record, server, exchangeGroup);
  if (record.alpn === undefined && client !== undefined && hidesAlpn(server)) {
    const offered = client.alpn.find((name) => !isGreaseName(name));
    if (offered !== undefined) record.alpn = offered;
  }
  return record;
}

function addClient(record: TlsRecord, client: TlsClientHello, transport: 't' | 'q'): void {
  record.version = tlsVersionName(highestOfferedVersion(client));
  if (client.serverName !== undefined) record.server_name = client.serverName;
  const group = client.keyShareGroups.find((offered) => !isGrease(offered));
  if (group !== undefined) record.group = namedGroupName(group);
  const byJa3 = ja3(client);
  record.ja3 = byJa3.hash;
  record.ja3_string = byJa3.raw;
  const byJa4 = ja4(client, transport);
  record.ja4 = byJa4.hash;
  record.ja4_string = byJa4.raw;
}

function addServer(record: TlsRecord, server: TlsServerHello, exchangeGroup: number | undefined): void {
  record.version = tlsVersionName(server.version);
  record.cipher = cipherSuiteName(server.cipherSuite);
  if (server.alpn !== undefined) record.alpn = server.alpn;
  const byJa3s = ja3s(server);
  record.ja3s = byJa3s.hash;
  record.ja3s_string = byJa3s.raw;
  // What was offered is no longer the answer once the server has spoken.
  const group = server.group ?? exchangeGroup;
  if (group !== undefined) record.group = namedGroupName(group);
  else delete record.group;
}

/** Up to TLS 1.2 the ServerHello shows the choice, so that silence means none; in TLS 1.3 it is encrypted. */
function hidesAlpn(server: TlsServerHello | undefined): boolean {
  return server === undefined || server.version >= TLS13;
}

/** GREASE in ALPN: two equal bytes 0x0a, 0x1a, … (RFC 8701 §2). */
function isGreaseName(name: string): boolean {
  return name.length === 2 && isGrease((name.charCodeAt(0) << 8) | name.charCodeAt(1));
}
