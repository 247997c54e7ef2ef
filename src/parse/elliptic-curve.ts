// The short Weierstrass curves y² = x³ + ax + b that are met in the field, and big-endian numbers out of bytes.

export type CurveName = 'P-256' | 'secp256k1' | 'P-384' | 'P-521';

export interface Curve {
  readonly name: CurveName;
  readonly coordinateBytes: number;
  readonly p: bigint;
  readonly a: bigint;
  readonly b: bigint;
}

// Domain parameters: FIPS 186-4 appendix D.1.2 and SEC 2 §2.4.1.
export const CURVES: readonly Curve[] = [
  {
    name: 'P-256',
    coordinateBytes: 32,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    a: -3n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  { name: 'secp256k1', coordinateBytes: 32, p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 7n },
  {
    name: 'P-384',
    coordinateBytes: 48,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    a: -3n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  {
    name: 'P-521',
    coordinateBytes: 66,
    p: 2n ** 521n - 1n,
    a: -3n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
];

/** Big-endian; eight bytes a step, and two more for P-521. */
export function unsigned(view: DataView, at: number, size: number): bigint {
  let value = view.getBigUint64(at);
  let done = 8;
  for (; done + 8 <= size; done += 8) value = (value << 64n) | view.getBigUint64(at + done);
  return done < size ? (value << 16n) | BigInt(view.getUint16(at + done)) : value;
}

/** Whether 04 ‖ x ‖ y (SEC 1 §2.3.3) satisfies the equation of the curve of this name; undefined for a curve that is not in the table. */
export function isOnNamedCurve(point: Uint8Array, name: string): boolean | undefined {
  const curve = CURVES.find((one) => one.name === name);
  if (curve === undefined) return undefined;
  const { coordinateBytes: size, p, a, b } = curve;
  if (point[0] !== 4 || point.length !== 1 + 2 * size) return false;
  const view = new DataView(point.buffer, point.byteOffset, point.length);
  const x = unsigned(view, 1, size);
  const y = unsigned(view, 1 + size, size);
  return x < p && y < p && (y * y - x * x * x - a * x - b) % p === 0n;
}
