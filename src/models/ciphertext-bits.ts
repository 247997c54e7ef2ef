// How strongly the bytes of a flow of no recognised protocol speak for ciphertext: log2 likelihood ratios, added up and capped.
// Uniform bytes alone are weak evidence, because archives and media are uniform too; what they lack is an opening, keys and blocks.

import type { Uniformity } from '../features/uniformity.ts';

export interface CiphertextSigns {
  readonly orig: Uniformity;
  readonly resp: Uniformity;
  readonly startSeen: boolean;
  /** −log2 of the chance of the keys that were found; 0 for none. */
  readonly keyBits: number;
  /** −log2 of the chance that the message sizes fill blocks; 0 where they do not. */
  readonly blockBits: number;
}

/** Bytes of both directions, and what randomness is worth from there on. Caps as in the correlation: randomness alone never beyond 4 bits. */
const RANDOMNESS: readonly (readonly [bytes: number, bits: number])[] = [
  [1024, 4],
  [256, 3.5],
  [128, 3],
  [64, 2.5],
  [0, 2],
];
const BOTH_SIDES_BITS = 1;
/** Media and archives announce themselves at their beginning, and recognised protocols are named by theirs. */
const START_SEEN_BITS = 1;
const MIDFLOW_BITS = -2;
/**
 * Every skip, opening and framing that was tried is one more chance for structured bytes to pass. Measured on the design part: most flows of 18 of
 * 159 captures of ciphertext need such a search, and of 11 of 21 whose honest bytes look as uniform (−2.2 bits, 95 % bounds −3.1 and −1.1).
 */
const SEARCH_BITS = -2;
const MAX_BLOCK_BITS = 1;
const MAX_KEY_BITS = 10;
const MAX_FLOW_BITS = 6;
/**
 * log2 odds before the bytes are looked at: the most, in half bits, at which the mean confidence of the design part's flows that bytes alone call
 * ciphertext stays below what these can show with 95 % confidence where their start was seen (122 captures, each counted once: 0.975; shown: 0.976).
 * All of them together (141 captures, mean 0.964, shown 0.979) would bear half a bit more, which those met in mid-flow do not (19 captures, 0.893, 0.854).
 */
const PRIOR_BITS = 0;

/** The ratio in bits. One side at least is uniform. */
export function ciphertextBits({ orig, resp, startSeen, keyBits, blockBits }: CiphertextSigns): number {
  const sides = [orig, resp].filter(({ verdict }) => verdict === 'uniform');
  const bytes = sides.reduce((sum, side) => sum + side.bytes, 0);
  let bits = (RANDOMNESS.find(([from]) => bytes >= from) ?? [0, 0])[1];
  if (sides.length === 2) bits += BOTH_SIDES_BITS;
  bits += startSeen ? START_SEEN_BITS : MIDFLOW_BITS;
  if (sides.some(({ skipped, openingMessages, unit }) => skipped > 0 || openingMessages > 0 || unit === 'frame')) {
    bits += SEARCH_BITS;
  }
  bits -= Math.log2(Math.max(1, ...sides.map(({ kind }) => kind?.tried ?? 1)));
  bits += Math.min(MAX_BLOCK_BITS, blockBits / 16);
  return Math.min(MAX_FLOW_BITS, bits) + Math.min(MAX_KEY_BITS, keyBits);
}

/** The probability that such a flow is ciphertext, to two digits; never 1. */
export function ciphertextConfidence(bits: number): number {
  return Math.min(0.99, Math.round(100 / (1 + 2 ** -(bits + PRIOR_BITS))) / 100);
}
