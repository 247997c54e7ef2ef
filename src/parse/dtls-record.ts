// DTLS records in a datagram (RFC 6347 §4.1, RFC 9147 §4): the header of 13 bytes, and the short one of DTLS 1.3 for what is encrypted.
// Invariant: a record ends inside its datagram; one with a connection id, whose length only the peers know, is no proof and is refused.

export interface DtlsRecord {
  type: number;
  /** 0xfeff, 0xfefd or 0x0100 on the wire; 0 in the unified header, which names none. */
  version: number;
  /** 0 before encryption; of the unified header its two low bits. */
  epoch: number;
  bodyAt: number;
  end: number;
}

export const DTLS_RECORD_HEADER_BYTES = 13;
const MAX_RECORD_BYTES = 18_432;
/** Content types 20 to 26: 25 is tls12_cid (RFC 9146), which is refused, 26 an acknowledgment (RFC 9147 §7). */
const FIRST_TYPE = 20;
const LAST_TYPE = 26;
const TLS12_CID = 25;
export const DTLS_CIPHERTEXT = 0x20;

/** The record at `at` of a datagram that ends at `end`. */
export function readDtlsRecord(bytes: Uint8Array, at: number, end: number): DtlsRecord | undefined {
  const type = bytes[at];
  if (at >= end) return undefined;
  if ((type & 0xe0) === DTLS_CIPHERTEXT) return readUnified(bytes, at, end);
  if (type < FIRST_TYPE || type > LAST_TYPE || type === TLS12_CID || at + DTLS_RECORD_HEADER_BYTES > end)
    return undefined;
  const version = (bytes[at + 1] << 8) | bytes[at + 2];
  if (version !== 0xfeff && version !== 0xfefd && version !== 0x0100) return undefined;
  const length = (bytes[at + 11] << 8) | bytes[at + 12];
  const bodyAt = at + DTLS_RECORD_HEADER_BYTES;
  if (length === 0 || length > MAX_RECORD_BYTES || bodyAt + length > end) return undefined;
  return { type, version, epoch: (bytes[at + 3] << 8) | bytes[at + 4], bodyAt, end: bodyAt + length };
}

/** 001CSLEE: connection id, sequence number of two bytes, length there, epoch. Without a length the record fills the datagram. */
function readUnified(bytes: Uint8Array, at: number, end: number): DtlsRecord | undefined {
  const flags = bytes[at];
  if ((flags & 0x10) !== 0) return undefined;
  const sequenceBytes = (flags & 8) === 0 ? 1 : 2;
  const hasLength = (flags & 4) !== 0;
  const lengthAt = at + 1 + sequenceBytes;
  const bodyAt = lengthAt + (hasLength ? 2 : 0);
  // At least the tag of an AEAD cipher and the hidden content type (RFC 9147 §4).
  if (bodyAt + 17 > end) return undefined;
  const recordEnd = hasLength ? bodyAt + ((bytes[lengthAt] << 8) | bytes[lengthAt + 1]) : end;
  if (recordEnd > end || recordEnd - bodyAt < 17) return undefined;
  return { type: DTLS_CIPHERTEXT, version: 0, epoch: flags & 3, bodyAt, end: recordEnd };
}
