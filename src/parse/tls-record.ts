// TLS records over a stream prefix (RFC 8446 §5.1) and the handshake messages inside (§4): messages split over records are joined.
// Invariant: work and memory are linear in the bytes handed over.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';

export const TlsContentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export const TlsHandshakeType = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  clientKeyExchange: 16,
} as const;

export const TLS_RECORD_HEADER_BYTES = 5;
export const TLS_HANDSHAKE_HEADER_BYTES = 4;
/** 2^14 bytes of plaintext and the 2048 that encryption may add (RFC 5246 §6.2.3; TLS 1.3 allows 256). */
export const MAX_TLS_RECORD_BYTES = 18_432;

/** A run of handshake records, which an attacker may fill with empty messages: no hello needs more than these. */
const MAX_MESSAGES = 16;

export interface TlsHandshakeMessage {
  type: number;
  /** Header included; shorter than `wireBytes` where the stream ends too early. */
  bytes: Uint8Array;
  /** What the header says, itself included. */
  wireBytes: number;
}

export interface TlsHandshakeRun {
  /** At most 16. */
  messages: TlsHandshakeMessage[];
  /** Where the first record stands that is no longer part of the run; may lie past the last byte. */
  end: number;
}

/** Where the record at `offset` ends, which may lie past `end`; undefined where no record header stands. */
export function tlsRecordEnd(bytes: Uint8Array, offset: number, end: number): number | undefined {
  if (offset + TLS_RECORD_HEADER_BYTES > end) return undefined;
  const type = bytes[offset];
  if (type < TlsContentType.changeCipherSpec || type > TlsContentType.applicationData) return undefined;
  if (bytes[offset + 1] !== 3 || bytes[offset + 2] > 4) return undefined;
  const length = (bytes[offset + 3] << 8) | bytes[offset + 4];
  if (length === 0 || length > MAX_TLS_RECORD_BYTES) return undefined;
  return offset + TLS_RECORD_HEADER_BYTES + length;
}

/** The messages of the handshake records that follow each other from `start` on. */
export function readTlsHandshakes(bytes: Uint8Array, start = 0): Parsed<TlsHandshakeRun> {
  if (bytes.length - start < TLS_RECORD_HEADER_BYTES) return needMore('TLS record header', start);
  if (bytes[start] !== TlsContentType.handshake) return malformed('not a TLS handshake record', start);
  let end = tlsRecordEnd(bytes, start, bytes.length);
  if (end === undefined) return malformed('TLS record header', start);
  let offset: number = end;
  while (offset < bytes.length && bytes[offset] === TlsContentType.handshake) {
    end = tlsRecordEnd(bytes, offset, bytes.length);
    if (end === undefined) break;
    offset = end;
  }
  return parsed({ messages: splitTlsHandshakes(handshakeBytes(bytes, start, offset)), end: offset });
}

/** The payload of the records in `start … end`: a view where there is one record, a copy where there are several. */
function handshakeBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const firstEnd = tlsRecordEnd(bytes, start, bytes.length) as number;
  if (firstEnd === end) return bytes.subarray(start + TLS_RECORD_HEADER_BYTES, end);
  const joined = new Uint8Array(Math.min(end, bytes.length) - start);
  let filled = 0;
  for (let at = start; at < end; ) {
    const next = tlsRecordEnd(bytes, at, bytes.length) as number;
    const payload = bytes.subarray(at + TLS_RECORD_HEADER_BYTES, next);
    joined.set(payload, filled);
    filled += payload.length;
    at = next;
  }
  return joined.subarray(0, filled);
}

/** The messages that stand one behind the other in handshake bytes without record headers; at most 16, and the last may be cut. */
export function splitTlsHandshakes(bytes: Uint8Array): TlsHandshakeMessage[] {
  const messages: TlsHandshakeMessage[] = [];
  let at = 0;
  while (at + TLS_HANDSHAKE_HEADER_BYTES <= bytes.length && messages.length < MAX_MESSAGES) {
    const body = (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    const wireBytes = TLS_HANDSHAKE_HEADER_BYTES + body;
    messages.push({ type: bytes[at], bytes: bytes.subarray(at, at + wireBytes), wireBytes });
    at += wireBytes;
  }
  return messages;
}
