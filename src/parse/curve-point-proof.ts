// Whether 65 bytes are an uncompressed point of a curve (SEC 1 §2.3.3): OpenSSL refuses a point that does not satisfy the curve's equation.

import { ECDH } from 'node:crypto';

export const POINT_BYTES = 65;
const UNCOMPRESSED = 4;

/** `curve`: OpenSSL's name. Chance makes a point once in 2^256; checking one takes some 30 µs, so a cheap look comes first. */
export function isCurvePoint(bytes: Uint8Array, at: number, curve: 'secp256k1' | 'prime256v1'): boolean {
  if (bytes[at] !== UNCOMPRESSED || at + POINT_BYTES > bytes.length) return false;
  try {
    ECDH.convertKey(bytes.subarray(at, at + POINT_BYTES), curve, undefined, undefined, 'compressed');
    return true;
  } catch {
    return false;
  }
}
