// The ServerHello of TLS and DTLS (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3) and the HelloRetryRequest that looks like one.
// Invariant: a message cut short gives needMore, never half a value. An extension body that contradicts itself is listed but not read.

import { ByteCursor } from '../base/byte-cursor.ts';
import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { isDtlsVersion } from './tls-client-hello.ts';
import { readAlpnProtocols, TlsExtension, u16 } from './tls-extension.ts';
import { TLS_HANDSHAKE_HEADER_BYTES, TlsHandshakeType } from './tls-record.ts';

export interface TlsServerHello {
  /** The version field itself; TLS 1.3 leaves it at 0x0303. */
  legacyVersion: number;
  /** What was negotiated: supported_versions (RFC 8446 §4.2.1), else the version field. */
  version: number;
  random: Uint8Array;
  sessionId: Uint8Array;
  cipherSuite: number;
  /** 0 is none; anything else lets lengths betray what was sent (CRIME). */
  compressionMethod: number;
  extensions: readonly number[];
  /** The server took a pre-shared key that was offered (RFC 8446 §4.2.11). */
  takesPsk: boolean;
  /** The protocol the server chose; TLS 1.3 says it where nobody else can read it. */
  alpn: string | undefined;
  /** Group of the key share, or the one a HelloRetryRequest asks for. */
  group: number | undefined;
  /** The server asks for another ClientHello; the ServerHello proper is still to come. */
  retryRequest: boolean;
}

const MAX_SESSION_ID_BYTES = 32;
/** Random of every HelloRetryRequest: SHA-256 of its name (RFC 8446 §4.1.3). */
const RETRY_RANDOM = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** Reads a handshake message, its header of four bytes included. */
export function readTlsServerHello(message: Uint8Array): Parsed<TlsServerHello> {
  if (message.length < TLS_HANDSHAKE_HEADER_BYTES) return needMore('handshake header', 0);
  if (message[0] !== TlsHandshakeType.serverHello) return malformed('not a ServerHello', 0);
  const wireEnd = TLS_HANDSHAKE_HEADER_BYTES + ((message[1] << 16) | u16(message, 2));
  const cursor = new ByteCursor(message, TLS_HANDSHAKE_HEADER_BYTES, wireEnd);

  const legacyVersion = cursor.u16();
  // Up to draft 21, TLS 1.3 named its draft here and had neither session id nor compression method.
  const draftLayout = legacyVersion >> 8 === 0x7f;
  const isVersion = (legacyVersion >= 0x0300 && legacyVersion <= 0x0304) || isDtlsVersion(legacyVersion);
  if (!cursor.short && !draftLayout && !isVersion) {
    return malformed('ServerHello version', TLS_HANDSHAKE_HEADER_BYTES);
  }
  const random = cursor.take(RETRY_RANDOM.length);
  const sessionIdBytes = draftLayout ? 0 : cursor.u8();
  if (sessionIdBytes > MAX_SESSION_ID_BYTES) return malformed('session id', cursor.offset - 1);
  const sessionId = cursor.take(sessionIdBytes);
  const cipherSuite = cursor.u16();
  const compressionMethod = draftLayout ? 0 : cursor.u8();
  if (cursor.short) return short('ServerHello', message, wireEnd);

  const hello: TlsServerHello = {
    legacyVersion,
    version: legacyVersion,
    random,
    sessionId,
    cipherSuite,
    compressionMethod,
    extensions: [],
    takesPsk: false,
    alpn: undefined,
    group: undefined,
    retryRequest: RETRY_RANDOM.equals(random),
  };
  if (cursor.offset === wireEnd) return parsed(hello);
  const lengthAt = cursor.offset;
  const extensionsBytes = cursor.u16();
  if (cursor.short) return short('extensions', message, wireEnd);
  if (lengthAt + 2 + extensionsBytes !== wireEnd) return malformed('length of the extensions', lengthAt);
  return readExtensions(hello, cursor, message, wireEnd);
}

function readExtensions(
  hello: TlsServerHello,
  cursor: ByteCursor,
  message: Uint8Array,
  wireEnd: number,
): Parsed<TlsServerHello> {
  const types: number[] = [];
  while (cursor.offset < wireEnd) {
    const type = cursor.u16();
    const length = cursor.u16();
    const at = cursor.offset;
    if (!cursor.short && at + length > wireEnd) return malformed('extension length', at - 2);
    cursor.skip(length);
    if (cursor.short) return short('extension', message, wireEnd);
    types.push(type);
    readExtension(hello, type, message, at, at + length);
  }
  hello.extensions = types;
  return parsed(hello);
}

function readExtension(hello: TlsServerHello, type: number, bytes: Uint8Array, at: number, end: number): void {
  switch (type) {
    case TlsExtension.supportedVersions:
      if (end - at === 2) hello.version = u16(bytes, at);
      return;
    case TlsExtension.draftKeyShare:
    case TlsExtension.keyShare:
      // A HelloRetryRequest holds the group alone, a ServerHello the group and its key (§4.2.8).
      if (end - at === 2 || (end - at > 4 && at + 4 + u16(bytes, at + 2) === end)) hello.group = u16(bytes, at);
      return;
    case TlsExtension.preSharedKey:
      if (end - at === 2) hello.takesPsk = true;
      return;
    case TlsExtension.alpn: {
      const names = readAlpnProtocols(bytes, at, end);
      if (names?.length === 1) hello.alpn = names[0] as string;
      return;
    }
    default:
  }
}

/** A field runs past the last byte: past the message's own end it is wrong, else the message was cut. */
function short(field: string, message: Uint8Array, wireEnd: number): Parsed<never> {
  return message.length < wireEnd ? needMore(field, message.length) : malformed(field, wireEnd);
}
