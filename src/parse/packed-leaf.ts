// Byte strings inside protobuf (encoding guide of protocol buffers), MessagePack (its specification) and CBOR (RFC 8949) messages.
// Invariant: only bytes that parse to their end count, so that structure is proved before a field is believed.

import { ByteCursor } from '../base/byte-cursor.ts';

export interface PackedLeaf {
  readonly format: 'protobuf' | 'messagepack' | 'cbor';
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const MAX_DEPTH = 8;
const LEAF_CAP = 64;
const VALUE_CAP = 1024;
const MIN_LEAF_BYTES = 16;

/** Fields of 16 bytes or more; undefined where the bytes are none of the three formats. Never throws. */
export function packedLeaves(bytes: Uint8Array): PackedLeaf[] | undefined {
  if (bytes.length < 2) return undefined;
  return protobuf(bytes) ?? typed(bytes, 'messagepack') ?? typed(bytes, 'cbor');
}

function protobuf(bytes: Uint8Array): PackedLeaf[] | undefined {
  const leaves: PackedLeaf[] = [];
  return walkProtobuf(new ByteCursor(bytes), leaves, 0) ? leaves : undefined;
}

/** False unless the whole range is tags and values. */
function walkProtobuf(cursor: ByteCursor, leaves: PackedLeaf[], depth: number): boolean {
  let fields = 0;
  while (cursor.remaining > 0) {
    const tag = varint(cursor);
    const field = Math.floor(tag / 8);
    if (cursor.short || field < 1 || field > 0x1fffffff || ++fields > VALUE_CAP) return false;
    const type = tag & 7;
    if (type === 0) varint(cursor);
    else if (type === 1) cursor.skip(8);
    else if (type === 5) cursor.skip(4);
    else if (type === 2) {
      const length = varint(cursor);
      if (cursor.short || length > cursor.remaining) return false;
      const inner = cursor.sub(length);
      const own: PackedLeaf[] = [];
      if (
        depth < MAX_DEPTH &&
        length > 1 &&
        walkProtobuf(new ByteCursor(inner.bytes, inner.offset, inner.end), own, depth + 1)
      ) {
        leaves.push(...own);
      } else addLeaf(leaves, 'protobuf', inner.bytes, inner.offset, inner.end);
    } else return false;
    if (cursor.short) return false;
  }
  return fields > 0;
}

/** 64 bits at most; values beyond 2^53 lose their last digits, which nobody reads. */
function varint(cursor: ByteCursor): number {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = cursor.u8();
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  cursor.short = true;
  return value;
}

/** A map or an array that ends with the bytes: a lone number or string proves nothing. */
function typed(bytes: Uint8Array, format: 'messagepack' | 'cbor'): PackedLeaf[] | undefined {
  const first = bytes[0];
  const isContainer =
    format === 'cbor'
      ? first >= 0x80 && first < 0xc0
      : (first & 0xf0) === 0x80 || (first & 0xf0) === 0x90 || (first >= 0xdc && first <= 0xdf);
  if (!isContainer) return undefined;
  const cursor = new ByteCursor(bytes);
  const leaves: PackedLeaf[] = [];
  const budget = { left: VALUE_CAP };
  const value = format === 'cbor' ? cborValue : messagePackValue;
  return value(cursor, leaves, 0, budget) && cursor.remaining === 0 && budget.left < VALUE_CAP - 1 ? leaves : undefined;
}

interface Budget {
  left: number;
}

function messagePackValue(cursor: ByteCursor, leaves: PackedLeaf[], depth: number, budget: Budget): boolean {
  if (--budget.left < 0 || depth > MAX_DEPTH) return false;
  const type = cursor.u8();
  if (type < 0x80 || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) return !cursor.short;
  const many = (count: number) => {
    for (let i = 0; i < count; i++) if (!messagePackValue(cursor, leaves, depth + 1, budget)) return false;
    return true;
  };
  const take = (length: number) => addTaken(leaves, 'messagepack', cursor, length);
  if (type < 0x90) return many(2 * (type & 15));
  if (type < 0xa0) return many(type & 15);
  if (type < 0xc0) return take(type & 31);
  if (type === 0xc4 || type === 0xd9) return take(cursor.u8());
  if (type === 0xc5 || type === 0xda) return take(cursor.u16());
  if (type === 0xc6 || type === 0xdb) return take(cursor.u32());
  if (type === 0xc7) return take(1 + cursor.u8());
  if (type >= 0xd4 && type <= 0xd8) return take(1 + 2 ** (type - 0xd4));
  if (type === 0xca || type === 0xce || type === 0xd2) return take(4);
  if (type === 0xcb || type === 0xcf || type === 0xd3) return take(8);
  if (type === 0xcc || type === 0xd0) return take(1);
  if (type === 0xcd || type === 0xd1) return take(2);
  if (type === 0xdc) return many(cursor.u16());
  if (type === 0xde) return many(2 * cursor.u16());
  return false;
}

function cborValue(cursor: ByteCursor, leaves: PackedLeaf[], depth: number, budget: Budget): boolean {
  if (--budget.left < 0 || depth > MAX_DEPTH) return false;
  const initial = cursor.u8();
  const major = initial >> 5;
  const info = initial & 31;
  // Indefinite lengths are for streams.
  if (cursor.short || info > 27) return false;
  const argument =
    info < 24
      ? info
      : info === 24
        ? cursor.u8()
        : info === 25
          ? cursor.u16()
          : info === 26
            ? cursor.u32()
            : cursor.u32() * 2 ** 32 + cursor.u32();
  if (cursor.short) return false;
  if (major === 2 || major === 3) return addTaken(leaves, 'cbor', cursor, argument);
  const values = major === 4 ? argument : major === 5 ? 2 * argument : major === 6 ? 1 : 0;
  if (values > budget.left) return false;
  for (let i = 0; i < values; i++) if (!cborValue(cursor, leaves, depth + 1, budget)) return false;
  return true;
}

function addTaken(leaves: PackedLeaf[], format: PackedLeaf['format'], cursor: ByteCursor, length: number): boolean {
  if (length > cursor.remaining) return false;
  const from = cursor.offset;
  cursor.skip(length);
  addLeaf(leaves, format, cursor.bytes, from, cursor.offset);
  return !cursor.short;
}

function addLeaf(
  leaves: PackedLeaf[],
  format: PackedLeaf['format'],
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  if (to - from >= MIN_LEAF_BYTES && leaves.length < LEAF_CAP)
    leaves.push({ format, offset: from, bytes: bytes.subarray(from, to) });
}
