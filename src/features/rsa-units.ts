// Pieces with the size of an RSA ciphertext (RFC 8017 §7: as long as the modulus, and smaller than it): whole messages, or what stands behind
// a length field of that value. One says little; the leading bytes of many, which no modulus exceeds, are tested over a channel.

import type { BlockSpan } from './repeated-blocks.ts';

export interface RsaUnits {
  /** 128, 256, 384 or 512: the size of most of them. */
  readonly unitBytes: number;
  readonly units: number;
  /** Of their first two bytes, big-endian. */
  readonly leadingMax: number;
  readonly leadingMean: number;
  /** Offset of the first. */
  readonly offset: number;
  /** Bytes behind the first in its message. */
  readonly restBytes: number;
  /** −log2 of the chance that random bytes show the length field of the first; 0 where its message has no such field. */
  readonly fieldBits: number;
}

/** Of a modulus of 1024 to 4096 bits. */
export const RSA_UNIT_BYTES: readonly number[] = [128, 256, 384, 512];
const FIELD_SCAN_BYTES = 16;
/** A u32 in one of two orders at one of sixteen places is one of four values: 2^−(32 − 2 − 4 − 1); of a u16: 2^−(16 − 7). */
const FIELD_BITS: Record<2 | 4, number> = { 4: 25, 2: 9 };
const FIELDS: readonly (readonly [width: 2 | 4, isLittle: boolean])[] = [
  [4, false],
  [4, true],
  [2, false],
  [2, true],
];
const LOOKED_AT = 32;
/** 32 random bytes have fewer different values once in five million tries. */
const MIN_DIFFERENT = 22;

/** `bodies`: messages without the header that frames them. Undefined where there is no such unit. Never throws. */
export function findRsaUnits(bytes: Uint8Array, bodies: readonly BlockSpan[]): RsaUnits | undefined {
  let unitBytes = 0;
  let units = 0;
  let sum = 0;
  let max = 0;
  let first: { offset: number; restBytes: number; fieldBits: number } | undefined;
  for (let i = 0; i < bodies.length && i < LOOKED_AT; i++) {
    const found = unitIn(bytes, bodies[i]);
    if (found === undefined || (unitBytes !== 0 && found.unitBytes !== unitBytes)) continue;
    const { offset } = found;
    if (offset + LOOKED_AT > bytes.length || !isVariedUnit(bytes, offset)) continue;
    unitBytes = found.unitBytes;
    units++;
    const leading = (bytes[offset] << 8) | bytes[offset + 1];
    sum += leading;
    if (leading > max) max = leading;
    first ??= { offset, restBytes: bodies[i].end - offset - unitBytes, fieldBits: found.fieldBits };
  }
  return first === undefined ? undefined : { unitBytes, units, leadingMax: max, leadingMean: sum / units, ...first };
}

function unitIn(
  bytes: Uint8Array,
  { start, end }: BlockSpan,
): { unitBytes: number; offset: number; fieldBits: number } | undefined {
  const length = end - start;
  if (RSA_UNIT_BYTES.includes(length)) return { unitBytes: length, offset: start, fieldBits: 0 };
  if (length < RSA_UNIT_BYTES[0]) return undefined;
  // The widest field that fits is meant: 00 00 01 00 holds 01 00 and 00 01 as well.
  for (const [width, isLittle] of FIELDS) {
    for (let at = start; at < start + FIELD_SCAN_BYTES; at++) {
      const value = fieldAt(bytes, at, width, isLittle);
      if (!RSA_UNIT_BYTES.includes(value) || at + width + value > end) continue;
      return { unitBytes: value, offset: at + width, fieldBits: FIELD_BITS[width] };
    }
  }
  return undefined;
}

function fieldAt(bytes: Uint8Array, at: number, width: 2 | 4, isLittle: boolean): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (bytes[at + (isLittle ? width - 1 - i : i)] ?? 0);
  return value;
}

/** The 32 bytes from `at` on are as different as random ones. */
export function isVariedUnit(bytes: Uint8Array, at: number): boolean {
  return new Set(bytes.subarray(at, at + LOOKED_AT)).size >= MIN_DIFFERENT;
}
