// What a cipher's name and the lengths of its input and output tell: its class, and whether it encrypted, where a tool logged that it ran but not
// in which direction. Only growth by exactly the padding or the tag counts as encryption: anything else may be plaintext and is kept as a length.

import type { CryptoClass, CryptoOperation } from './crypto-event.ts';

export function classOfTransformation(transformation: string): CryptoClass {
  if (/^(?:RSA|ECIES|ElGamal)\b/i.test(transformation)) return 'asymmetric';
  return /^(?:AES|DES|DESede|ChaCha20|Blowfish|RC[245]|ARC4|Salsa20|PBE)/i.test(transformation)
    ? 'symmetric'
    : 'unknown';
}

/** Cipher.ENCRYPT_MODE … UNWRAP_MODE of javax.crypto. */
export function operationOfMode(mode: unknown): CryptoOperation | undefined {
  return { 1: 'encrypt', 2: 'decrypt', 3: 'wrap', 4: 'unwrap' }[Number(mode)] as CryptoOperation | undefined;
}

const TAG_BYTES = 16;
const SMALLEST_RSA_BYTES = 64;

export function isEncryptionByLength(transformation: string, inputBytes: number, outputBytes: number): boolean {
  if (inputBytes <= 0) return false;
  if (/\/GCM\/|Poly1305/i.test(transformation)) return outputBytes === inputBytes + TAG_BYTES;
  if (/\/(?:CBC|ECB)\/PKCS[57]/i.test(transformation) && !/^RSA/i.test(transformation)) {
    const block = /^(?:DES|Blowfish)/i.test(transformation) ? 8 : 16;
    return outputBytes === (Math.floor(inputBytes / block) + 1) * block;
  }
  // An RSA ciphertext is as long as the modulus, its plaintext at least eleven bytes shorter (RFC 8017 §7.2.1).
  if (/^RSA\b/i.test(transformation))
    return outputBytes >= SMALLEST_RSA_BYTES && outputBytes % 8 === 0 && inputBytes <= outputBytes - 11;
  return false;
}

/** Bytes of a hex string; undefined where it is none. */
export function bytesOfHex(hex: unknown): Buffer | undefined {
  if (typeof hex !== 'string' || hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  return Buffer.from(hex, 'hex');
}
