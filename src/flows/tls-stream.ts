// What stands at the beginning of one direction of a TLS connection: a hello, whole or cut short; and whether bytes without one chain as records.

import { readSsl2Hello } from '../parse/ssl2-hello.ts';
import { readTlsClientHello, type TlsClientHello } from '../parse/tls-client-hello.ts';
import { cipherSuiteName } from '../parse/tls-names.ts';
import {
  readTlsHandshakes,
  TLS_HANDSHAKE_HEADER_BYTES,
  TLS_RECORD_HEADER_BYTES,
  TlsContentType,
  type TlsHandshakeMessage,
  TlsHandshakeType,
  tlsRecordEnd,
} from '../parse/tls-record.ts';
import { readTlsServerHello, serverKeyExchangeGroup, type TlsServerHello } from '../parse/tls-server-hello.ts';
import type { MessageLog } from './finished-flow.ts';

export interface TlsOpening {
  client?: TlsClientHello;
  server?: TlsServerHello;
  exchangeGroup?: number;
  /** The message is a hello as far as it goes, but ends beyond the bytes that are held. */
  cut?: 'ClientHello' | 'ServerHello';
  /** An SSL 2.0 hello, and the version it offers or chooses. */
  ssl2Version?: number;
}

/** Type, length and version: what a hello must show before its beginning counts. */
const MIN_CUT_BYTES = 6;
/** Warnings such as unrecognized_name (RFC 6066 §3) may come before a ServerHello. */
const MAX_ALERTS_BEFORE = 2;
const ALERT_RECORD_BYTES = 7;
const CHANGE_CIPHER_SPEC_RECORD_BYTES = 6;

/** Undefined when the direction does not begin with a hello. */
export function readTlsOpening(prefix: Uint8Array): TlsOpening | undefined {
  if (prefix.length > 0 && prefix[0] >= 0x80) {
    const hello = readSsl2Hello(prefix);
    return hello.ok ? { ssl2Version: hello.value.version } : undefined;
  }
  let at = 0;
  for (let i = 0; i < MAX_ALERTS_BEFORE && prefix[at] === TlsContentType.alert; i++) {
    if (tlsRecordEnd(prefix, at, prefix.length) !== at + ALERT_RECORD_BYTES) break;
    at += ALERT_RECORD_BYTES;
  }
  const run = readTlsHandshakes(prefix, at);
  const first = run.ok ? run.value.messages[0] : undefined;
  if (!run.ok || first === undefined) return undefined;
  if (first.type === TlsHandshakeType.clientHello) return clientOpening(first);
  if (first.type === TlsHandshakeType.serverHello) return serverOpening(prefix, run.value.messages, run.value.end);
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

function clientOpening(message: TlsHandshakeMessage): TlsOpening | undefined {
  const hello = readTlsClientHello(message.bytes);
  if (hello.ok) return { client: hello.value };
  return hello.needMore && message.bytes.length >= MIN_CUT_BYTES ? { cut: 'ClientHello' } : undefined;
}

function serverOpening(
  prefix: Uint8Array,
  messages: readonly TlsHandshakeMessage[],
  runEnd: number,
): TlsOpening | undefined {
  const message = messages[0];
  const hello = readTlsServerHello(message.bytes);
  if (!hello.ok) return hello.needMore && message.bytes.length >= MIN_CUT_BYTES ? { cut: 'ServerHello' } : undefined;
  if (hello.value.retryRequest) return { server: helloAfterRetry(prefix, messages[1], runEnd) ?? hello.value };
  const opening: TlsOpening = { server: hello.value };
  // Other key exchanges put other things where ECDHE has its group.
  if (cipherSuiteName(hello.value.cipherSuite).startsWith('TLS_ECDHE_')) {
    const exchange = messages.find((other) => other.type === TlsHandshakeType.serverKeyExchange);
    const group = exchange === undefined ? undefined : serverKeyExchangeGroup(exchange.bytes);
    if (group !== undefined) opening.exchangeGroup = group;
  }
  return opening;
}

/** The ServerHello behind a HelloRetryRequest, in the same run of records or behind a ChangeCipherSpec (RFC 8446 appendix D.4). */
function helloAfterRetry(
  prefix: Uint8Array,
  next: TlsHandshakeMessage | undefined,
  runEnd: number,
): TlsServerHello | undefined {
  let message = next;
  if (message === undefined) {
    if (tlsRecordEnd(prefix, runEnd, prefix.length) !== runEnd + CHANGE_CIPHER_SPEC_RECORD_BYTES) return undefined;
    const run = readTlsHandshakes(prefix, runEnd + CHANGE_CIPHER_SPEC_RECORD_BYTES);
    message = run.ok ? run.value.messages[0] : undefined;
  }
  const hello = message === undefined ? undefined : readTlsServerHello(message.bytes);
  return hello?.ok === true && !hello.value.retryRequest ? hello.value : undefined;
}
