// What stands at the beginning of one direction of a TLS connection, before encryption: hellos, certificate, key exchange, alerts; and whether
// bytes without a hello chain as records. Messages may be split over records, and several may share one.

import { readSsl2Hello } from '../parse/ssl2-hello.ts';
import { readTlsCertificate, type TlsLeafCertificate } from '../parse/tls-certificate.ts';
import { readTlsClientHello, type TlsClientHello } from '../parse/tls-client-hello.ts';
import {
  readTlsHandshakes,
  TLS_HANDSHAKE_HEADER_BYTES,
  TLS_RECORD_HEADER_BYTES,
  TlsContentType,
  type TlsHandshakeMessage,
  TlsHandshakeType,
  tlsRecordEnd,
} from '../parse/tls-record.ts';
import { readTlsServerHello, type TlsServerHello } from '../parse/tls-server-hello.ts';
import type { MessageLog } from './finished-flow.ts';

/** One side's part of a handshake, of TLS or DTLS, as far as it can be read. */
export interface TlsOpening {
  client?: TlsClientHello;
  server?: TlsServerHello;
  /** A HelloRetryRequest, or a second ClientHello that answers one. */
  retry?: boolean;
  certificate?: TlsLeafCertificate;
  /** ServerKeyExchange or ClientKeyExchange, header of four bytes included. */
  keyExchange?: Uint8Array;
  /** Of a server up to TLS 1.2: its hello is followed by ChangeCipherSpec, not by a Certificate, or the other way round. */
  resumes?: boolean;
  /** The first alert in the clear: level and description (RFC 8446 §6). */
  alert?: { level: number; description: number };
  /** The message is a hello as far as it goes, but ends beyond the bytes that are held. */
  cut?: 'ClientHello' | 'ServerHello';
  /** An SSL 2.0 hello, and the version it offers or chooses. */
  ssl2Version?: number;
}

/** Type, length and version: what a hello must show before its beginning counts. */
const MIN_CUT_BYTES = 6;
/** Warnings such as unrecognized_name (RFC 6066 §3) may come before a ServerHello. */
const MAX_ALERTS = 2;
const ALERT_RECORD_BYTES = 7;
const CHANGE_CIPHER_SPEC_RECORD_BYTES = 6;
const NEW_SESSION_TICKET = 4;

/** Undefined when the direction, or what of it stands from `start` on, does not begin with a hello. */
export function readTlsOpening(prefix: Uint8Array, start = 0): TlsOpening | undefined {
  if (prefix.length > start && prefix[start] >= 0x80) {
    const hello = readSsl2Hello(start === 0 ? prefix : prefix.subarray(start));
    return hello.ok ? { ssl2Version: hello.value.version } : undefined;
  }
  let at = start;
  let alert: TlsOpening['alert'];
  for (let i = 0; i < MAX_ALERTS && prefix[at] === TlsContentType.alert; i++) {
    if (tlsRecordEnd(prefix, at, prefix.length) !== at + ALERT_RECORD_BYTES) break;
    alert ??= readAlert(prefix, at);
    at += ALERT_RECORD_BYTES;
  }
  const run = readTlsHandshakes(prefix, at);
  const first = run.ok ? run.value.messages[0] : undefined;
  if (!run.ok || first === undefined) return undefined;
  const opening = readTlsMessages(run.value.messages, 'tls');
  if (opening === undefined) return undefined;
  at = run.value.end;
  if (isChangeCipherSpec(prefix, at)) {
    if (opening.server !== undefined && opening.resumes === undefined) opening.resumes = true;
    helloAfterRetry(opening, prefix, at + CHANGE_CIPHER_SPEC_RECORD_BYTES);
  } else if (prefix[at] === TlsContentType.alert && tlsRecordEnd(prefix, at, prefix.length) === at + ALERT_RECORD_BYTES)
    alert ??= readAlert(prefix, at);
  if (alert !== undefined) opening.alert = alert;
  return opening;
}

/** An alert at `at` in the clear: a record of two bytes. */
export function readAlert(prefix: Uint8Array, at: number): TlsOpening['alert'] {
  if (prefix[at] !== TlsContentType.alert || tlsRecordEnd(prefix, at, prefix.length) !== at + ALERT_RECORD_BYTES)
    return undefined;
  const level = prefix[at + TLS_RECORD_HEADER_BYTES];
  const description = prefix[at + TLS_RECORD_HEADER_BYTES + 1];
  return (level === 1 || level === 2) && description !== undefined ? { level, description } : undefined;
}

/** Handshake messages of one side, in order, before encryption; undefined where the first is no hello. */
export function readTlsMessages(
  messages: readonly TlsHandshakeMessage[],
  layout: 'tls' | 'dtls',
): TlsOpening | undefined {
  const [first] = messages;
  if (first?.type === TlsHandshakeType.clientHello) return clientOpening(messages, layout);
  if (first?.type === TlsHandshakeType.serverHello) return serverOpening(messages);
  return undefined;
}

/** Which records chain from `offset` on: how many headers stand one behind the other, and what the first says. */
export interface TlsRecordChain {
  records: number;
  firstType: number;
  version: number;
  /** End of the first record; may lie past the prefix. */
  firstEnd: number;
}

/** Undefined when no record header stands at `offset`. Stops counting at two: that is proof. */
export function tlsRecordChain(prefix: Uint8Array, offset: number): TlsRecordChain | undefined {
  const firstEnd = tlsRecordEnd(prefix, offset, prefix.length);
  if (firstEnd === undefined) return undefined;
  const second = tlsRecordEnd(prefix, firstEnd, prefix.length);
  return {
    records: second === undefined ? 1 : 2,
    firstType: prefix[offset],
    version: (prefix[offset + 1] << 8) | prefix[offset + 2],
    firstEnd,
  };
}

/** True when the direction begins with a handshake record, which ends at `recordEnd`, and a message in the clear that fills it. */
export function holdsHandshake(prefix: Uint8Array, recordEnd: number): boolean {
  const at = TLS_RECORD_HEADER_BYTES;
  if (prefix[0] !== TlsContentType.handshake || prefix.length < at + TLS_HANDSHAKE_HEADER_BYTES) return false;
  const body = (prefix[at + 1] << 16) | (prefix[at + 2] << 8) | prefix[at + 3];
  return at + TLS_HANDSHAKE_HEADER_BYTES + body === recordEnd;
}

/** True when a message of the direction ends at `offset` of its stream. */
export function endsMessage(messages: MessageLog, fromOriginator: 0 | 1, offset: number): boolean {
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] !== fromOriginator) continue;
    const end = messages.prefixOffset[i] + messages.bytes[i];
    if (end >= offset) return end === offset;
  }
  return false;
}

function clientOpening(messages: readonly TlsHandshakeMessage[], layout: 'tls' | 'dtls'): TlsOpening | undefined {
  const [first] = messages as [TlsHandshakeMessage];
  const hello = readTlsClientHello(first.bytes, layout);
  if (!hello.ok) return hello.needMore && first.bytes.length >= MIN_CUT_BYTES ? { cut: 'ClientHello' } : undefined;
  const opening: TlsOpening = { client: hello.value };
  if (messages[1]?.type === TlsHandshakeType.clientHello && layout === 'tls') opening.retry = true;
  const exchange = messages.find(({ type }) => type === TlsHandshakeType.clientKeyExchange);
  if (exchange !== undefined) opening.keyExchange = exchange.bytes;
  return opening;
}

function serverOpening(messages: readonly TlsHandshakeMessage[]): TlsOpening | undefined {
  const [first] = messages as [TlsHandshakeMessage];
  const hello = readTlsServerHello(first.bytes);
  if (!hello.ok) return hello.needMore && first.bytes.length >= MIN_CUT_BYTES ? { cut: 'ServerHello' } : undefined;
  const opening: TlsOpening = { server: hello.value };
  if (hello.value.retryRequest) {
    opening.retry = true;
    const proper = messages[1] === undefined ? undefined : readTlsServerHello(messages[1].bytes);
    if (proper?.ok === true && !proper.value.retryRequest) opening.server = proper.value;
    return opening;
  }
  for (const message of messages) {
    if (message.type === TlsHandshakeType.certificate) {
      const certificate = readTlsCertificate(message.bytes);
      if (certificate !== undefined) opening.certificate = certificate;
    } else if (message.type === TlsHandshakeType.serverKeyExchange) opening.keyExchange ??= message.bytes;
    // Only a resumed session has nothing, or a new ticket, between hello and ChangeCipherSpec (RFC 5077 §3.1).
    if (message !== first && message.type !== NEW_SESSION_TICKET) opening.resumes = false;
  }
  return opening;
}

function isChangeCipherSpec(prefix: Uint8Array, at: number): boolean {
  return (
    prefix[at] === TlsContentType.changeCipherSpec &&
    tlsRecordEnd(prefix, at, prefix.length) === at + CHANGE_CIPHER_SPEC_RECORD_BYTES
  );
}

/** Behind a ChangeCipherSpec for middleboxes (RFC 8446 appendix D.4) a client repeats its hello, and a server sends the one proper. */
function helloAfterRetry(opening: TlsOpening, prefix: Uint8Array, at: number): void {
  if (opening.server !== undefined && !opening.server.retryRequest) return;
  const run = readTlsHandshakes(prefix, at);
  const message = run.ok ? run.value.messages[0] : undefined;
  if (message === undefined) return;
  if (opening.client !== undefined) {
    if (readTlsClientHello(message.bytes).ok) opening.retry = true;
    return;
  }
  const hello = readTlsServerHello(message.bytes);
  if (hello.ok && !hello.value.retryRequest) opening.server = hello.value;
}
