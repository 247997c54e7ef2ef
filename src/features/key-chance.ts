// How unlikely it is that random bytes show so many bare keys: the upper tail of a binomial law, in bits.

/** Where both tests of Curve25519 are tried: the largest chance of all positions, so that a mixture is never called rarer than it is. */
export const LARGEST_BARE_CHANCE: number = 1 / 32 + 1 / 16;

/** −log2 P(at least `keys` of `tried` random strings pass); 0 for none. */
export function bareKeyBits(keys: number, tried: number, chance: number = LARGEST_BARE_CHANCE): number {
  if (keys <= 0 || tried <= 0) return 0;
  let tail = 0;
  let term = (1 - chance) ** tried;
  for (let k = 0; k <= tried; k++) {
    if (k >= keys) tail += term;
    term *= ((tried - k) / (k + 1)) * (chance / (1 - chance));
  }
  // Deep in the tail the first term is all that counts, and it may underflow: then its logarithm is taken.
  if (tail > 1e-300) return Math.max(0, -Math.log2(Math.min(1, tail)));
  return -keys * Math.log2(chance) - Math.log2(choose(tried, keys));
}

/** The same from the chances of the positions that held a key, as a bound: the product of the chances times the ways to choose the positions. */
export function bareKeysBits(chanceBits: number, keys: number, tried: number): number {
  return keys === 0 ? 0 : Math.max(0, chanceBits - Math.log2(choose(tried, keys)));
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product *= (n - k + i) / i;
  return product;
}
