// The handshake of a DTLS connection: records of the datagrams of both sides, those of other protocols on the same ports (STUN, SRTP: RFC 7983) left out.
// Invariant: a datagram counts only when records fill it to its last byte.

import { DtlsHandshakes } from '../parse/dtls-handshake.ts';
import { DTLS_CIPHERTEXT, type DtlsRecord, readDtlsRecord } from '../parse/dtls-record.ts';
import { TlsContentType } from '../parse/tls-record.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { readTlsMessages, type TlsOpening } from './tls-stream.ts';

export interface DtlsSide {
  opening: TlsOpening | undefined;
  /** Datagrams that records fill: with the long header, and with that of DTLS 1.3 alone. */
  datagrams: number;
  unified: number;
  /** Version on the first record. */
  version: number | undefined;
  /** The server asked for a cookie (HelloVerifyRequest). */
  cookie: boolean;
}

export interface DtlsConversation {
  orig: DtlsSide;
  resp: DtlsSide;
}

const MAX_DATAGRAMS = 64;
const MAX_RECORDS = 16;
const HELLO_VERIFY_REQUEST = 3;

export function readDtlsConversation(flow: FinishedFlow): DtlsConversation {
  const sides = { orig: newSide(), resp: newSide() };
  const { messages } = flow;
  for (let i = 0; i < messages.count && i < MAX_DATAGRAMS; i++) {
    const fromOrig = messages.fromOriginator[i] === 1;
    const { prefix } = fromOrig ? flow.orig : flow.resp;
    const start = messages.prefixOffset[i];
    if (start >= prefix.length || start + messages.bytes[i] > prefix.length) continue;
    readDatagram(fromOrig ? sides.orig : sides.resp, prefix, start, start + messages.bytes[i]);
  }
  return { orig: finish(sides.orig), resp: finish(sides.resp) };
}

interface OpenSide extends DtlsSide {
  handshakes: DtlsHandshakes;
  alert: TlsOpening['alert'];
}

function newSide(): OpenSide {
  return {
    opening: undefined,
    datagrams: 0,
    unified: 0,
    version: undefined,
    cookie: false,
    handshakes: new DtlsHandshakes(),
    alert: undefined,
  };
}

function readDatagram(side: OpenSide, bytes: Uint8Array, start: number, end: number): void {
  const records: DtlsRecord[] = [];
  for (let at = start; at < end && records.length < MAX_RECORDS; ) {
    const record = readDtlsRecord(bytes, at, end);
    if (record === undefined) return;
    records.push(record);
    at = record.end;
  }
  if (records.at(-1)?.end !== end) return;
  if (records.every(({ type }) => type === DTLS_CIPHERTEXT)) {
    side.unified++;
    return;
  }
  side.datagrams++;
  for (const { type, version, epoch, bodyAt, end: recordEnd } of records) {
    if (epoch !== 0 || type === DTLS_CIPHERTEXT) continue;
    side.version ??= version;
    if (type === TlsContentType.handshake) side.handshakes.add(bytes, bodyAt, recordEnd);
    else if (type === TlsContentType.alert && recordEnd - bodyAt === 2) {
      side.alert ??= { level: bytes[bodyAt], description: bytes[bodyAt + 1] };
    }
  }
}

function finish(side: OpenSide): DtlsSide {
  const { handshakes, alert, ...rest } = side;
  const messages = handshakes.messages;
  rest.cookie = messages.some(({ type }) => type === HELLO_VERIFY_REQUEST);
  const opening = readTlsMessages(
    messages.filter(({ type }) => type !== HELLO_VERIFY_REQUEST),
    'dtls',
  );
  if (opening !== undefined && alert !== undefined) opening.alert = alert;
  rest.opening = opening;
  return rest;
}
