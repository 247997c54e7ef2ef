// Signs that record headers met in mid-flow are no TLS: application data that no cipher suite gives (RFC 8446 §5.2, RFC 5246 §6.2.3, RFC 6655 §3).
// Records of a good imitation are not told from TLS by any of them: then nothing is said. Invariant: only streams that begin at a record are asked.

import { TLS_RECORD_HEADER_BYTES, TlsContentType, tlsRecordEnd } from '../parse/tls-record.ts';
import type { FlowSide } from './finished-flow.ts';

export const TlsRecordSign = {
  /** Two records at least have no room for a tag. */
  recordsTooShort: 'records_too_short',
  /** The same byte at one place of every record, behind where a nonce is counted, or near the end. */
  fixedBytes: 'fixed_bytes',
  /** A record comes again. */
  repeatedRecord: 'repeated_record',
} as const;
export type TlsRecordSign = (typeof TlsRecordSign)[keyof typeof TlsRecordSign];

/** TLS 1.3 under AES-CCM-8: the content type and eight bytes of tag. Every other suite needs more. */
const LEAST_RECORD_BYTES = 9;
const SHORT_RECORDS = 2;
/** Explicit nonces of TLS 1.2 are counted: their first bytes are alike (RFC 5288 §3). */
const NONCE_BYTES = 8;
/** How far behind it, and before the end, bytes are looked at. */
const LOOKED_AT_BYTES = 24;
const TRAILER_BYTES = 4;
/** Of so many records random bytes have one of these 28 places alike with a chance of 2^−35. */
const MIN_RECORDS = 6;
const MIN_BODY_BYTES = NONCE_BYTES + LOOKED_AT_BYTES + TRAILER_BYTES;

/** What the application data of one direction shows; empty for TLS. */
export function recordSigns({ prefix }: FlowSide): TlsRecordSign[] {
  const bodies: Uint8Array[] = [];
  let short = 0;
  for (let at = 0; at < prefix.length; ) {
    const end = tlsRecordEnd(prefix, at, prefix.length);
    if (end === undefined || end > prefix.length) break;
    const body = prefix.subarray(at + TLS_RECORD_HEADER_BYTES, end);
    if (prefix[at] === TlsContentType.applicationData) {
      if (body.length < LEAST_RECORD_BYTES) short++;
      if (body.length >= MIN_BODY_BYTES) bodies.push(body);
    }
    at = end;
  }
  const signs: TlsRecordSign[] = [];
  if (short >= SHORT_RECORDS) signs.push(TlsRecordSign.recordsTooShort);
  if (bodies.length >= MIN_RECORDS && hasFixedByte(bodies)) signs.push(TlsRecordSign.fixedBytes);
  if (hasRepeated(bodies)) signs.push(TlsRecordSign.repeatedRecord);
  return signs;
}

function hasFixedByte(bodies: readonly Uint8Array[]): boolean {
  const isFixed = (value: (body: Uint8Array) => number) => bodies.every((body) => value(body) === value(bodies[0]));
  for (let at = NONCE_BYTES; at < NONCE_BYTES + LOOKED_AT_BYTES; at++) if (isFixed((body) => body[at])) return true;
  for (let back = 1; back <= TRAILER_BYTES; back++) if (isFixed((body) => body[body.length - back])) return true;
  return false;
}

function hasRepeated(bodies: readonly Uint8Array[]): boolean {
  return bodies.some((body, i) =>
    bodies.slice(0, i).some((before) => before.length === body.length && Buffer.compare(before, body) === 0),
  );
}
