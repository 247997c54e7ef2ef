// What ClientHello and ServerHello share: extension code points and the vectors in extension bodies (RFC 8446 §3.4, §4.2).
// Invariant: a vector that does not fill its body exactly is not read at all; half a list would be a wrong value.

import { latin1Text } from './byte-text.ts';

export const TlsExtension = {
  serverName: 0,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  /** Of TLS 1.3 up to draft 22. */
  draftKeyShare: 40,
  keyShare: 51,
  /** RFC 9849; its drafts from 13 on used the same number. */
  encryptedClientHello: 0xfe0d,
  /** Encrypted SNI, the first attempt (draft-ietf-tls-esni-00 to -06). */
  encryptedServerName: 0xffce,
} as const;

/** A list of 16-bit code points behind its length in bytes. */
export function readU16Vector(bytes: Uint8Array, start: number, end: number): number[] | undefined {
  if (end - start < 2) return undefined;
  if (u16(bytes, start) !== end - start - 2) return undefined;
  return readU16List(bytes, start + 2, end);
}

/** The same behind a length of one byte (supported_versions, §4.2.1). */
export function readShortU16Vector(bytes: Uint8Array, start: number, end: number): number[] | undefined {
  if (end - start < 1 || bytes[start] !== end - start - 1) return undefined;
  return readU16List(bytes, start + 1, end);
}

/** A list of 8-bit code points behind its length (ec_point_formats, RFC 8422 §5.1.2). */
export function readU8Vector(bytes: Uint8Array, start: number, end: number): number[] | undefined {
  if (end - start < 1 || bytes[start] !== end - start - 1) return undefined;
  return Array.from(bytes.subarray(start + 1, end));
}

/** 16-bit code points that fill the range. */
export function readU16List(bytes: Uint8Array, start: number, end: number): number[] | undefined {
  if (((end - start) & 1) === 1) return undefined;
  const list: number[] = [];
  for (let at = start; at < end; at += 2) list.push(u16(bytes, at));
  return list;
}

/** The ProtocolNameList of an ALPN extension; a ServerHello's holds exactly one. */
export function readAlpnProtocols(bytes: Uint8Array, start: number, end: number): string[] | undefined {
  if (start + 2 > end || start + 2 + u16(bytes, start) !== end) return undefined;
  const names: string[] = [];
  for (let at = start + 2; at < end; ) {
    const nameEnd = at + 1 + bytes[at];
    if (nameEnd > end) return undefined;
    names.push(latin1Text(bytes, at + 1, nameEnd));
    at = nameEnd;
  }
  return names;
}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

export function u24(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
}
