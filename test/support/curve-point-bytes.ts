// Uncompressed points of a curve, fresh from OpenSSL.

import { createECDH } from 'node:crypto';

/** 65 bytes: 04, x, y. `curve`: OpenSSL's name of a curve of 256 bits. */
export function curvePoint(curve: 'secp256k1' | 'prime256v1'): Uint8Array {
  return Uint8Array.from(createECDH(curve).generateKeys());
}
