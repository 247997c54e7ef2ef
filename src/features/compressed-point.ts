// Compressed elliptic-curve points, 02 or 03 ‖ x (SEC 1 §2.3.3): the prefix, and an x for which x³ + ax + b is a square.
// Random bytes pass once in 2^8, so only fields of exactly this length are worth a try, and only several of them say anything.

import { CURVES, type Curve, type CurveName, unsigned } from '../parse/elliptic-curve.ts';

export interface CompressedPoint {
  readonly curve: CurveName;
  /** The same point uncompressed: the form by which it is known again. */
  readonly uncompressed: Uint8Array;
}

/** −log2 (2/256 · 1/2); of two curves of one size either may match. */
export const COMPRESSED_CHANCE_BITS = 8;

/** The point that the `length` bytes at `at` code, P-256 before secp256k1; 33, 49 and 67 bytes are lengths of points. Never throws. */
export function compressedPointAt(bytes: Uint8Array, at: number, length: number): CompressedPoint | undefined {
  const sign = bytes[at];
  if ((sign !== 2 && sign !== 3) || at + length > bytes.length) return undefined;
  for (const curve of CURVES) {
    const size = curve.coordinateBytes;
    if (length !== 1 + size || (size === 66 && bytes[at + 1] > 1)) continue;
    const x = unsigned(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at + 1, size);
    const y = x < curve.p ? ordinate(curve, x, BigInt(sign & 1)) : undefined;
    if (y === undefined) continue;
    const uncompressed = new Uint8Array(1 + 2 * size);
    uncompressed[0] = 4;
    uncompressed.set(bytes.subarray(at + 1, at + 1 + size), 1);
    uncompressed.set(Buffer.from(y.toString(16).padStart(2 * size, '0'), 'hex'), 1 + size);
    return { curve: curve.name, uncompressed };
  }
  return undefined;
}

/** The y of this parity, undefined where x is of no point. All four primes are 3 modulo 4: a root is a power. */
function ordinate({ p, a, b }: Curve, x: bigint, parity: bigint): bigint | undefined {
  const square = ((((x * x + a) * x + b) % p) + p) % p;
  const root = power(square, (p + 1n) >> 2n, p);
  if ((root * root) % p !== square) return undefined;
  return (root & 1n) === parity ? root : p - root;
}

function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % p;
    if (bit === '1') result = (result * base) % p;
  }
  return result;
}
