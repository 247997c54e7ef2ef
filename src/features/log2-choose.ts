// log2 of the binomial coefficient, for chances of patterns that may stand at any of several places.

/** log2 of n over k; 0 ≤ k ≤ n. */
export function log2Choose(n: number, k: number): number {
  const few = Math.min(k, n - k);
  let sum = 0;
  for (let i = 1; i <= few; i++) sum += Math.log2((n - few + i) / i);
  return sum;
}
