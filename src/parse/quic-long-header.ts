// The header of a QUIC packet that names its version: long headers (RFC 9000 §17.2, RFC 9369 §3.2), Version Negotiation (§17.2.1) and gQUIC's public header.
// Invariant: only known versions are read, and lengths inside must fit the datagram; short headers carry no proof and are refused.

import { ByteCursor } from '../base/byte-cursor.ts';
import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { readQuicVarint } from './quic-varint.ts';
import { QUIC_V2, type QuicVersion, quicVersion } from './quic-version.ts';

export type QuicPacketType = 'initial' | '0-rtt' | 'handshake' | 'retry' | 'version-negotiation' | 'unknown';

export interface QuicLongHeader {
  /** As on the wire; 0 in Version Negotiation. */
  version: number;
  /** In Version Negotiation the first known version on offer. */
  versionName: string;
  type: QuicPacketType;
  destinationId: Uint8Array;
  sourceId: Uint8Array;
  /** Retry token of an Initial; empty elsewhere. */
  token: Uint8Array;
  /** Where the protected packet number starts, and where the packet ends: known where the layout carries a length. */
  packetNumberOffset?: number;
  end?: number;
}

/** RFC 9000 §17.2: connection ids of the known versions have at most 20 bytes. */
const MAX_ID_BYTES = 20;
const FIXED_BIT = 0x40;
const TYPES: readonly QuicPacketType[] = ['initial', '0-rtt', 'handshake', 'retry'];
/** RFC 9369 §3.2 turns the numbers by one. */
const TYPES_V2: readonly QuicPacketType[] = ['retry', 'initial', '0-rtt', 'handshake'];

/** Reads the packet at the start of the datagram `start … end`; offsets in the result are absolute. */
export function readQuicLongHeader(bytes: Uint8Array, start = 0, end: number = bytes.length): Parsed<QuicLongHeader> {
  const cursor = new ByteCursor(bytes, start, end);
  if (cursor.remaining < 7) return needMore('QUIC header', 0);
  const first = cursor.u8();
  if ((first & 0x80) === 0) return readPublicHeader(cursor, first, start);
  const version = cursor.u32();
  if (version === 0) return readVersionNegotiation(cursor, start);
  const known = quicVersion(version);
  if (known === undefined || known.layout === 'public') return malformed('QUIC version', 1);
  return readVersioned(cursor, first, version, known, start);
}

function readVersioned(
  cursor: ByteCursor,
  first: number,
  version: number,
  known: QuicVersion,
  start: number,
): Parsed<QuicLongHeader> {
  const ownLengths = known.layout === 'invariant' || known.layout === 'reserved';
  const ids = readIds(cursor, ownLengths);
  if (ids === undefined) return malformed('QUIC connection id', 5);
  const header: QuicLongHeader = {
    version,
    versionName: known.name,
    type: packetType(first, version, known),
    destinationId: ids.destination,
    sourceId: ids.source,
    token: cursor.bytes.subarray(0, 0),
  };
  if (cursor.short) return needMore('QUIC connection id', 5);
  // The fixed bit may be cleared (RFC 9287), but not before the peer has agreed to it.
  const fixed = (first & FIXED_BIT) !== 0;
  if (!fixed && (header.type === 'initial' || known.layout !== 'invariant')) return malformed('QUIC fixed bit', 0);
  if (header.type === 'unknown') return malformed('QUIC packet type', 0);
  // Drafts 17 to 21 have token and length behind their ids; Google's Q046, of the same layout, has neither.
  if (!ownLengths && !hasLength(known, version)) return parsed(header);
  if (header.type === 'retry') return known.layout === 'reserved' ? malformed('QUIC version', 1) : parsed(header);
  if (header.type === 'initial') header.token = cursor.take(readQuicVarint(cursor));
  const length = readQuicVarint(cursor);
  if (cursor.short) return needMore('QUIC length', cursor.offset - start);
  header.packetNumberOffset = cursor.offset;
  header.end = cursor.offset + length;
  // A packet number and a sample of 16 bytes for header protection (RFC 9001 §5.4.2) must be there.
  if (length < 20) return malformed('QUIC length', cursor.offset - start);
  if (header.end > cursor.end) return needMore('QUIC packet', cursor.offset - start);
  if (known.layout === 'reserved' && header.end !== cursor.end) return malformed('QUIC length', cursor.offset - start);
  return parsed(header);
}

function hasLength(known: QuicVersion, version: number): boolean {
  return known.layout === 'short-lengths' && version >>> 8 === 0xff0000;
}

function readVersionNegotiation(cursor: ByteCursor, start: number): Parsed<QuicLongHeader> {
  const ids = readIds(cursor, true);
  if (ids === undefined) return malformed('QUIC connection id', 5);
  if (cursor.short || cursor.remaining < 4) return needMore('QUIC supported versions', cursor.offset - start);
  if (cursor.remaining % 4 !== 0) return malformed('QUIC supported versions', cursor.offset - start);
  let known: QuicVersion | undefined;
  while (known === undefined && cursor.remaining > 0) {
    const offered = quicVersion(cursor.u32());
    if (offered?.layout !== 'reserved') known = offered;
  }
  if (known === undefined) return malformed('QUIC supported versions', cursor.offset - start);
  return parsed({
    version: 0,
    versionName: known.name,
    type: 'version-negotiation',
    destinationId: ids.destination,
    sourceId: ids.source,
    token: cursor.bytes.subarray(0, 0),
  });
}

/** gQUIC up to Q043: flags with the version bit (1) and an eight-byte connection id (8), then the version. */
function readPublicHeader(cursor: ByteCursor, flags: number, start: number): Parsed<QuicLongHeader> {
  if ((flags & 0x49) !== 0x09) return malformed('not a QUIC long header', 0);
  const destinationId = cursor.take(8);
  const version = cursor.u32();
  if (cursor.short) return needMore('QUIC version', cursor.offset - start);
  const known = quicVersion(version);
  if (known?.layout !== 'public') return malformed('QUIC version', 9);
  const nothing = cursor.bytes.subarray(0, 0);
  return parsed({
    version,
    versionName: known.name,
    type: 'unknown',
    destinationId,
    sourceId: nothing,
    token: nothing,
  });
}

function readIds(cursor: ByteCursor, ownLengths: boolean): { destination: Uint8Array; source: Uint8Array } | undefined {
  if (ownLengths) {
    const destinationBytes = cursor.u8();
    if (destinationBytes > MAX_ID_BYTES) return undefined;
    const destination = cursor.take(destinationBytes);
    const sourceBytes = cursor.u8();
    if (sourceBytes > MAX_ID_BYTES) return undefined;
    return { destination, source: cursor.take(sourceBytes) };
  }
  // Four bits each: 0, or three less than the length.
  const lengths = cursor.u8();
  const bytesOf = (nibble: number) => (nibble === 0 ? 0 : nibble + 3);
  return { destination: cursor.take(bytesOf(lengths >> 4)), source: cursor.take(bytesOf(lengths & 15)) };
}

function packetType(first: number, version: number, known: QuicVersion): QuicPacketType {
  if (known.layout === 'wide-type') return WIDE_TYPES.get(first & 0x7f) ?? 'unknown';
  const types = version === QUIC_V2 ? TYPES_V2 : TYPES;
  return types[(first >> 4) & 3] ?? 'unknown';
}

/** Drafts 5 to 16. */
const WIDE_TYPES: ReadonlyMap<number, QuicPacketType> = new Map<number, QuicPacketType>([
  [0x7f, 'initial'],
  [0x7e, 'retry'],
  [0x7d, 'handshake'],
  [0x7c, '0-rtt'],
]);
