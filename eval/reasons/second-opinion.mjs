// The numbers of a reason and the keys of a flow once more, by other means than the product's: sums written as the law says them, keys by noble and OpenSSL.

import { createPublicKey, X509Certificate } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

const CURVES = { 'P-256': p256, 'P-384': p384, 'P-521': p521, secp256k1 };
const VALUES = 256;
const laws = new Map();

/** Entropy in bits, and the z of entropy, chi-square and set bits. */
export function randomness(bytes) {
  const counts = new Array(VALUES).fill(0);
  let ones = 0;
  for (const byte of bytes) {
    counts[byte]++;
    ones += byte.toString(2).replaceAll('0', '').length;
  }
  const n = bytes.length;
  const entropy = Math.log2(n) - counts.reduce((sum, count) => sum + weight(count), 0) / n;
  const { mean, deviation } = lawOf(n);
  const chiSquare = counts.reduce((sum, count) => sum + (count - n / VALUES) ** 2, 0) / (n / VALUES);
  return [
    entropy,
    (entropy - mean) / deviation,
    (chiSquare - 255) / Math.sqrt(2 * 255),
    (ones - 4 * n) / Math.sqrt(2 * n),
  ];
}

const weight = (count) => (count === 0 ? 0 : count * Math.log2(count));

/** Mean and deviation of the entropy of n random bytes, from the counts of one value and of two. */
function lawOf(n) {
  const known = laws.get(n);
  if (known !== undefined) return known;
  const one = binomial(n, 1 / VALUES);
  let mean = 0;
  let square = 0;
  let product = 0;
  for (const [k, chance] of one.entries()) {
    mean += chance * weight(k);
    square += chance * weight(k) ** 2;
    if (k < 2 || chance < 1e-16) continue;
    const other = binomial(n - k, 1 / (VALUES - 1)).reduce((sum, second, j) => sum + second * weight(j), 0);
    product += chance * weight(k) * other;
  }
  const variance = VALUES * square + VALUES * (VALUES - 1) * product - (VALUES * mean) ** 2;
  const law = { mean: Math.log2(n) - (VALUES * mean) / n, deviation: Math.sqrt(variance) / n };
  laws.set(n, law);
  return law;
}

/** Chances of 0, 1, … until they no longer count. */
function binomial(n, p) {
  const chances = [];
  let chance = (1 - p) ** n;
  for (let k = 0; k <= n; k++) {
    chances.push(chance);
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    if (chance < 1e-20 && k > n * p) break;
  }
  return chances;
}

/** Whether others take the bytes for such a key; true of forms that nobody here can read. */
export function isKey(form, algorithm, bytes) {
  try {
    return readKey(form, algorithm, bytes);
  } catch {
    return false;
  }
}

function readKey(form, algorithm, bytes) {
  if (form === 'point' || form === 'compressed_point') {
    CURVES[algorithm].Point.fromBytes(bytes).assertValidity();
    return true;
  }
  if (form === 'raw' && algorithm === 'ed25519') return ed25519.Point.fromBytes(bytes).isTorsionFree();
  if (form === 'raw' && algorithm === 'x25519') return isOfPrimeOrder(bytes);
  if (form === 'spki') return createPublicKey({ key: bytes, format: 'der', type: 'spki' }) !== undefined;
  if (form === 'x509') return new X509Certificate(bytes).publicKey !== undefined;
  // Line ends may be escaped, as JSON does.
  const text = bytes.toString('latin1').replaceAll(/\\r?\\n|\\n/g, '\n');
  if (form === 'pem' && !text.includes('PRIVATE')) return createPublicKey(text) !== undefined;
  return true;
}

/** On the curve and in the subgroup: by its point on Ed25519, y = (u − 1) / (u + 1) (RFC 7748 §4.1). */
function isOfPrimeOrder(bytes) {
  const prime = 2n ** 255n - 19n;
  const u = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) % 2n ** 255n;
  const y = (((u - 1n + prime) % prime) * power((u + 1n) % prime, prime - 2n, prime)) % prime;
  const hex = y.toString(16).padStart(64, '0');
  return ed25519.Point.fromBytes(Buffer.from(hex, 'hex').reverse()).isTorsionFree();
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (let factor = base, rest = exponent; rest > 0n; rest >>= 1n, factor = (factor * factor) % modulus)
    if (rest & 1n) result = (result * factor) % modulus;
  return result;
}
