// Seeded random numbers and the distributions that the series are drawn from; the same seed gives the same series everywhere.

/** xoshiro128** (Blackman and Vigna 2018), seeded by splitmix32. Returns uniform numbers in [0, 1). */
export function randomFrom(seed) {
  let state = seed | 0;
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [word(), word(), word(), word()];
  const rotated = (value, bits) => (value << bits) | (value >>> (32 - bits));
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotated(d, 11);
    return (result >>> 0) / 4294967296;
  };
}

export const between = (random, low, high) => low + (high - low) * random();
export const logBetween = (random, low, high) => low * (high / low) ** random();
export const exponential = (random) => -Math.log(1 - random());
export const normal = (random) => Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
export const logNormal = (random, sigma) => Math.exp(sigma * normal(random));
export const pick = (random, list) => list[Math.floor(random() * list.length)];

/** Gamma of the given shape and scale 1 (Marsaglia and Tsang 2000); shape ≥ 1. */
export function gamma(random, shape) {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** 1, 2, 3 … with the given mean. */
export function geometric(random, mean) {
  let value = 1;
  while (random() > 1 / mean) value++;
  return value;
}
