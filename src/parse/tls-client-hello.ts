// The ClientHello of TLS and DTLS, whole (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2, RFC 6347 §4.2.1): code points in the order sent, GREASE included.
// Invariant: a message cut short gives needMore, never half a value. An extension body that contradicts itself is listed but not read.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { utf8Text } from './byte-text.ts';
import {
  readAlpnProtocols,
  readShortU16Vector,
  readU8Vector,
  readU16List,
  readU16Vector,
  TlsExtension,
  u16,
} from './tls-extension.ts';
import { isGrease } from './tls-names.ts';
import { TLS_HANDSHAKE_HEADER_BYTES, TlsHandshakeType } from './tls-record.ts';

export interface TlsClientHello {
  /** The version field itself; TLS 1.3 leaves it at 0x0303, DTLS 1.3 at 0xfefd. */
  legacyVersion: number;
  random: Uint8Array;
  sessionId: Uint8Array;
  cipherSuites: readonly number[];
  compressionMethods: readonly number[];
  /** Extension types. */
  extensions: readonly number[];
  /** First host_name of server_name (RFC 6066 §3), at most 255 bytes of it. */
  serverName: string | undefined;
  /** ALPN protocol names (RFC 7301 §3.1), one character a byte. */
  alpn: readonly string[];
  supportedVersions: readonly number[];
  supportedGroups: readonly number[];
  keyShareGroups: readonly number[];
  signatureAlgorithms: readonly number[];
  ecPointFormats: readonly number[];
  /** Bytes of the session ticket (RFC 5077); 0 asks for one. */
  ticketBytes: number | undefined;
  /** A pre-shared key is offered: a session to resume, or an external key (RFC 8446 §4.2.11). */
  offersPsk: boolean;
  /** Data follows before the handshake is done (RFC 8446 §4.2.10). */
  earlyData: boolean;
  /** 'outer': Encrypted ClientHello or a GREASE imitation of it, which nobody else can tell apart (RFC 9849 §6.2). */
  ech: 'outer' | 'inner' | 'esni' | undefined;
}

const RANDOM_BYTES = 32;
const MAX_SESSION_ID_BYTES = 32;
const MAX_NAME_BYTES = 255;
const NONE: readonly never[] = [];

/** Reads a handshake message, its header of four bytes included; DTLS puts a cookie behind the session id. */
export function readTlsClientHello(message: Uint8Array, layout: 'tls' | 'dtls' = 'tls'): Parsed<TlsClientHello> {
  if (message.length < TLS_HANDSHAKE_HEADER_BYTES) return needMore('handshake header', 0);
  if (message[0] !== TlsHandshakeType.clientHello) return malformed('not a ClientHello', 0);
  const wireEnd = TLS_HANDSHAKE_HEADER_BYTES + ((message[1] << 16) | (message[2] << 8) | message[3]);
  const end = Math.min(wireEnd, message.length);

  let at = TLS_HANDSHAKE_HEADER_BYTES;
  const versionAt = at;
  at += 2;
  if (at > end) return short('version', versionAt, at, wireEnd);
  const legacyVersion = u16(message, versionAt);
  if (!isVersion(legacyVersion, layout)) return malformed('ClientHello version', versionAt);
  const randomAt = at;
  at += RANDOM_BYTES;
  if (at >= end) return short('random', randomAt, at + 1, wireEnd);
  const sessionIdBytes = message[at];
  if (sessionIdBytes > MAX_SESSION_ID_BYTES) return malformed('session id', at);
  const sessionIdAt = at + 1;
  at = sessionIdAt + sessionIdBytes;
  if (layout === 'dtls') {
    if (at >= end) return short('session id', sessionIdAt, at + 1, wireEnd);
    at += 1 + message[at];
  }
  if (at + 2 > end) return short('session id', sessionIdAt, at + 2, wireEnd);
  const suiteBytes = u16(message, at);
  if (suiteBytes === 0 || (suiteBytes & 1) === 1) return malformed('cipher suites', at);
  const suitesAt = at + 2;
  at = suitesAt + suiteBytes;
  if (at >= end) return short('cipher suites', suitesAt, at + 1, wireEnd);
  const compressionBytes = message[at];
  if (compressionBytes === 0) return malformed('compression methods', at);
  const compressionAt = at + 1;
  at = compressionAt + compressionBytes;
  if (at > end) return short('compression methods', compressionAt, at, wireEnd);

  const hello: TlsClientHello = {
    legacyVersion,
    random: message.subarray(randomAt, randomAt + RANDOM_BYTES),
    sessionId: message.subarray(sessionIdAt, sessionIdAt + sessionIdBytes),
    cipherSuites: readU16List(message, suitesAt, suitesAt + suiteBytes) ?? NONE,
    compressionMethods: Array.from(message.subarray(compressionAt, at)),
    extensions: NONE,
    serverName: undefined,
    alpn: NONE,
    supportedVersions: NONE,
    supportedGroups: NONE,
    keyShareGroups: NONE,
    signatureAlgorithms: NONE,
    ecPointFormats: NONE,
    ticketBytes: undefined,
    offersPsk: false,
    earlyData: false,
    ech: undefined,
  };
  // Before TLS 1.2 a hello may end here, without even the length of its extensions.
  if (at === wireEnd) return parsed(hello);
  if (at + 2 > end) return short('extensions', at, at + 2, wireEnd);
  if (at + 2 + u16(message, at) !== wireEnd) return malformed('length of the extensions', at);
  return readExtensions(hello, message, at + 2, wireEnd, end);
}

/** The highest version the client offers: supported_versions without GREASE, else the version field. */
export function highestOfferedVersion(hello: TlsClientHello): number {
  let highest = 0;
  // DTLS counts down: 1.0 is 0xfeff, 1.2 is 0xfefd.
  const isDtls = hello.legacyVersion >> 8 === DTLS_MAJOR;
  for (const version of hello.supportedVersions) {
    if (isGrease(version)) continue;
    if (highest === 0 || (isDtls ? version < highest : version > highest)) highest = version;
  }
  return highest === 0 ? hello.legacyVersion : highest;
}

const DTLS_MAJOR = 0xfe;

function isVersion(version: number, layout: 'tls' | 'dtls'): boolean {
  // 0x0100 is what OpenSSL sent before there was an RFC, and what Cisco's VPN clients still send.
  return layout === 'tls' ? version >= 0x0300 && version <= 0x0304 : isDtlsVersion(version) || version === 0x0100;
}

/** 1.0, 1.2 and 1.3; there is no 1.1. */
export function isDtlsVersion(version: number): boolean {
  return version === 0xfeff || version === 0xfefd || version === 0xfefc;
}

function readExtensions(
  hello: TlsClientHello,
  bytes: Uint8Array,
  start: number,
  wireEnd: number,
  end: number,
): Parsed<TlsClientHello> {
  const types: number[] = [];
  let at = start;
  while (at < wireEnd) {
    if (at + 4 > end) return short('extension header', at, at + 4, wireEnd);
    const type = u16(bytes, at);
    const bodyAt = at + 4;
    const bodyEnd = bodyAt + u16(bytes, at + 2);
    if (bodyEnd > end) return short('extension', bodyAt, bodyEnd, wireEnd);
    types.push(type);
    readExtension(hello, type, bytes, bodyAt, bodyEnd);
    at = bodyEnd;
  }
  hello.extensions = types;
  return parsed(hello);
}

function readExtension(hello: TlsClientHello, type: number, bytes: Uint8Array, at: number, end: number): void {
  switch (type) {
    case TlsExtension.serverName: {
      const name = readHostName(bytes, at, end);
      if (name !== undefined) hello.serverName = name;
      return;
    }
    case TlsExtension.supportedGroups:
      hello.supportedGroups = readU16Vector(bytes, at, end) ?? NONE;
      return;
    case TlsExtension.ecPointFormats:
      hello.ecPointFormats = readU8Vector(bytes, at, end) ?? NONE;
      return;
    case TlsExtension.signatureAlgorithms:
      hello.signatureAlgorithms = readU16Vector(bytes, at, end) ?? NONE;
      return;
    case TlsExtension.alpn:
      hello.alpn = readAlpnProtocols(bytes, at, end) ?? NONE;
      return;
    case TlsExtension.supportedVersions:
      hello.supportedVersions = readShortU16Vector(bytes, at, end) ?? NONE;
      return;
    case TlsExtension.draftKeyShare:
    case TlsExtension.keyShare:
      hello.keyShareGroups = readKeyShareGroups(bytes, at, end) ?? NONE;
      return;
    case TlsExtension.sessionTicket:
      hello.ticketBytes = end - at;
      return;
    case TlsExtension.preSharedKey:
      hello.offersPsk = true;
      return;
    case TlsExtension.earlyData:
      hello.earlyData = true;
      return;
    case TlsExtension.encryptedClientHello:
      // ECHClientHelloType: 0 outer, 1 inner.
      if (at < end) hello.ech = bytes[at] === 1 ? 'inner' : 'outer';
      return;
    case TlsExtension.encryptedServerName:
      hello.ech ??= 'esni';
      return;
    default:
  }
}

/** ServerNameList: entries of a type, a length and a name; only type 0, host_name, was ever defined. */
function readHostName(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (start + 2 > end || start + 2 + u16(bytes, start) !== end) return undefined;
  for (let at = start + 2; at + 3 <= end; ) {
    const nameAt = at + 3;
    const nameEnd = nameAt + u16(bytes, at + 1);
    if (nameEnd > end) return undefined;
    if (bytes[at] === 0) return utf8Text(bytes, nameAt, Math.min(nameEnd, nameAt + MAX_NAME_BYTES));
    at = nameEnd;
  }
  return undefined;
}

/** KeyShareClientHello (RFC 8446 §4.2.8): the groups, their key exchange values skipped. */
function readKeyShareGroups(bytes: Uint8Array, start: number, end: number): number[] | undefined {
  if (start + 2 > end || start + 2 + u16(bytes, start) !== end) return undefined;
  const groups: number[] = [];
  let at = start + 2;
  while (at + 4 <= end) {
    groups.push(u16(bytes, at));
    at += 4 + u16(bytes, at + 2);
  }
  return at === end ? groups : undefined;
}

/** A field needs bytes up to `fieldEnd`: past the message's own end that is wrong, else the message was cut. */
function short(field: string, offset: number, fieldEnd: number, wireEnd: number): Parsed<never> {
  return fieldEnd <= wireEnd ? needMore(field, offset) : malformed(field, offset);
}
