// ML-KEM encapsulation keys (FIPS 203 §7.2): k·256 coefficients of twelve bits, little-endian, each below q = 3329, then a seed of 32 bytes.
// A random string passes with (3329/4096)^(256k): 2^−76k. Filler passes too, so the coefficients must also be spread over all of [0, q).

export const MlKemKeyBytes = { 'ml-kem-512': 800, 'ml-kem-768': 1184, 'ml-kem-1024': 1568 } as const;
export type MlKemName = keyof typeof MlKemKeyBytes;

const Q = 3329;
const SEED_BYTES = 32;
const COEFFICIENTS = 256;
/** Of 256 even draws from 3329 values about 246 differ; zeros, text and code stay far below. */
const MIN_DISTINCT = 200;
const BINS = 13;
/** Chi-square with 12 degrees of freedom exceeds this once in 3·10^9 keys; what is not spread exceeds it by hundreds. */
const MAX_CHI_SQUARE = 70;
/** −log2 (3329/4096) per coefficient. */
const BITS_A_COEFFICIENT = Math.log2(4096 / Q);

const seen = new Uint16Array(Q);
let turn = 0;
const bins = new Uint32Array(BINS);

/** The parameter set whose key stands at `at`, undefined when none does; the longest that holds. */
export function mlKemKeyAt(bytes: Uint8Array, at: number): MlKemName | undefined {
  let found: MlKemName | undefined;
  for (const name of ['ml-kem-512', 'ml-kem-768', 'ml-kem-1024'] as const) {
    if (!isMlKemKey(bytes, at, name)) break;
    found = name;
  }
  return found;
}

/** Whether a key of this parameter set can stand at `at`. The first coefficient that is too large ends the test: five on average. */
export function isMlKemKey(bytes: Uint8Array, at: number, name: MlKemName): boolean {
  const end = at + MlKemKeyBytes[name] - SEED_BYTES;
  if (end + SEED_BYTES > bytes.length) return false;
  for (let i = at; i < end; i += 3) {
    if ((bytes[i] | ((bytes[i + 1] & 15) << 8)) >= Q || ((bytes[i + 1] >> 4) | (bytes[i + 2] << 4)) >= Q) return false;
  }
  return isSpread(bytes, at, end);
}

/** −log2 of the chance that random bytes pass, by parameter set. */
export function mlKemChanceBits(name: MlKemName): number {
  return ((MlKemKeyBytes[name] - SEED_BYTES) / 1.5) * BITS_A_COEFFICIENT;
}

/** Every polynomial has many distinct coefficients, and all of them together fill [0, q) evenly. */
function isSpread(bytes: Uint8Array, at: number, end: number): boolean {
  bins.fill(0);
  let total = 0;
  for (let polynomial = at; polynomial < end; polynomial += (COEFFICIENTS * 3) / 2) {
    turn = (turn + 1) & 0xffff;
    if (turn === 0) {
      seen.fill(0);
      turn = 1;
    }
    let distinct = 0;
    for (let i = polynomial; i < polynomial + (COEFFICIENTS * 3) / 2; i += 3) {
      distinct += count(bytes[i] | ((bytes[i + 1] & 15) << 8));
      distinct += count((bytes[i + 1] >> 4) | (bytes[i + 2] << 4));
    }
    if (distinct < MIN_DISTINCT) return false;
    total += COEFFICIENTS;
  }
  let chiSquare = 0;
  for (let bin = 0; bin < BINS; bin++) chiSquare += (bins[bin] - total / BINS) ** 2 / (total / BINS);
  return chiSquare <= MAX_CHI_SQUARE;
}

/** 1 when the coefficient is new in its polynomial. */
function count(coefficient: number): number {
  bins[((coefficient * BINS) / Q) | 0]++;
  if (seen[coefficient] === turn) return 0;
  seen[coefficient] = turn;
  return 1;
}
