// Is a 32-byte string a public key of X25519 (RFC 7748) or Ed25519 (RFC 8032)? Honest keys lie in the subgroup of prime order, one point in
// eight of the curve. Membership is decided by halving the point three times: Pornin, "Point-Halving and Subgroup Membership" (2022/1164).
// A random string passes as X25519 once in 32 times (top bit, curve or twist, subgroup), as Ed25519 once in 16.

const P = 2n ** 255n - 19n;
const MASK = 2n ** 255n - 1n;
/** y² = x³ + A x² + x. */
const A = 486662n;
const SQRT_MINUS_ONE = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;

export const KEY_25519_BYTES = 32;
/** −log2 of the chance that a random string passes as an X25519 key. */
export const X25519_CHANCE_BITS = 5;

/** The 32 bytes at `at` as a Montgomery u-coordinate; implementations never set the top bit of a key they send. */
export function isX25519Key(bytes: Uint8Array, at: number): boolean {
  if (at + KEY_25519_BYTES > bytes.length || (bytes[at + 31] & 0x80) !== 0) return false;
  const u = littleEndian(bytes, at);
  return u > 1n && u < P && isInPrimeSubgroup(u);
}

/** The 32 bytes at `at` as a compressed Edwards point: y, and the sign of x in the top bit. */
export function isEd25519Key(bytes: Uint8Array, at: number): boolean {
  if (at + KEY_25519_BYTES > bytes.length) return false;
  const y = littleEndian(bytes, at) & MASK;
  if (y < 2n || y >= P) return false;
  // RFC 7748 §4.1: u = (1 + y) / (1 − y) maps the Edwards curve onto the Montgomery curve. Its root comes without a division.
  const root = rootOfQuotient(1n + y, P + 1n - y);
  return root !== undefined && isInPrimeSubgroup(times(root, root), root);
}

/** Whether u, whose square root is `rootU`, is the x-coordinate of a point of the curve (not of its twist) whose order divides the prime ℓ of RFC 7748 §4.1. */
export function isInPrimeSubgroup(u: bigint, rootU: bigint | undefined = squareRoot(u)): boolean {
  const half = halved(u, rootU);
  if (half === undefined) return false;
  const quarter = halved(half, squareRoot(half));
  return quarter !== undefined && squareRoot(quarter) !== undefined;
}

/**
 * The x-coordinate of a point Q with 2Q = (x, ·), undefined where there is none on the curve: x and x² + Ax + 1 must both be squares.
 * From the doubling formula (q² − 1)² = 4xq(q² + Aq + 1): with w = q + 1/q, w = 2(x ± √(x² + Ax + 1)), and w + A is a square for one sign only.
 */
function halved(x: bigint, rootX: bigint | undefined): bigint | undefined {
  if (rootX === undefined) return undefined;
  const rootR = squareRoot(reduce(x * x + A * x + 1n));
  if (rootR === undefined) return undefined;
  let w = reduce(2n * (x + rootR));
  let root = squareRoot(reduce(w + A));
  if (root === undefined) {
    w = reduce(2n * (x + P - rootR));
    root = squareRoot(reduce(w + A));
    if (root === undefined) return undefined;
  }
  // q = (w + √(w² − 4)) / 2 with w² − 4 = 4x(w + A).
  const twice = reduce(w + 2n * times(rootX, root));
  return (twice & 1n) === 0n ? twice >> 1n : (twice + P) >> 1n;
}

/** A square root modulo p ≡ 5 (mod 8), undefined for a non-square: RFC 8032 §5.1.3. */
function squareRoot(a: bigint): bigint | undefined {
  const candidate = powerForRoot(a);
  const square = times(candidate, candidate);
  if (square === a) return candidate;
  return square + a === P ? times(candidate, SQRT_MINUS_ONE) : undefined;
}

/** a^((p + 3) / 8) = a^(2^252 − 2). */
function powerForRoot(a: bigint): bigint {
  return squared(times(squared(powerOfOnes250(a), 1), a), 1);
}

/** A square root of u / v, undefined where it has none: (u v³) (u v⁷)^((p − 5) / 8), RFC 8032 §5.1.3. */
function rootOfQuotient(u: bigint, v: bigint): bigint | undefined {
  const v3 = times(times(v, v), v);
  const uv3 = times(u, v3);
  const base = times(times(uv3, v3), v);
  const candidate = times(uv3, times(squared(powerOfOnes250(base), 2), base));
  const check = times(v, times(candidate, candidate));
  if (check === reduce(u)) return candidate;
  return reduce(check + u) === 0n ? times(candidate, SQRT_MINUS_ONE) : undefined;
}

/** a^(2^250 − 1), by the usual chain. */
function powerOfOnes250(a: bigint): bigint {
  const a2 = squared(a, 1);
  const a9 = times(squared(a2, 2), a);
  const a11 = times(a9, a2);
  const ones5 = times(squared(a11, 1), a9);
  const ones10 = times(squared(ones5, 5), ones5);
  const ones20 = times(squared(ones10, 10), ones10);
  const ones40 = times(squared(ones20, 20), ones20);
  const ones50 = times(squared(ones40, 10), ones10);
  const ones100 = times(squared(ones50, 50), ones50);
  const ones200 = times(squared(ones100, 100), ones100);
  return times(squared(ones200, 50), ones50);
}

function squared(a: bigint, count: number): bigint {
  let value = a;
  for (let i = 0; i < count; i++) value = fold(value * value);
  return reduce(value);
}

function times(a: bigint, b: bigint): bigint {
  return reduce(a * b);
}

/** Below 2^256: 2^255 ≡ 19. Cheaper than a division. */
function fold(value: bigint): bigint {
  const once = (value & MASK) + 19n * (value >> 255n);
  return (once & MASK) + 19n * (once >> 255n);
}

function reduce(value: bigint): bigint {
  const folded = fold(value);
  return folded >= P ? folded - P : folded;
}

function littleEndian(bytes: Uint8Array, at: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, KEY_25519_BYTES);
  let value = 0n;
  for (let word = 24; word >= 0; word -= 8) value = (value << 64n) | view.getBigUint64(word, true);
  return value;
}
