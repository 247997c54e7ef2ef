// Do message sizes come in whole cipher blocks? With u distinct sizes, the chance that all leave the same rest h modulo B, h free, is B^−(u−1).
// Repeated sizes carry no information, so only distinct ones count. CBC and ECB pad to blocks; CTR, GCM and ChaCha20 do not.

/** With two sizes the agreement is common (1 in 16). */
const MIN_DISTINCT = 3;

/** log2(B)·(u − 1) bits when the first `distinct` sizes agree modulo `block`, 0 when they do not, NaN below three distinct sizes. */
export function blockBits(sizes: Float64Array, distinct: number, block: 8 | 16): number {
  if (distinct < MIN_DISTINCT) return Number.NaN;
  const rest = sizes[0] % block;
  for (let i = 1; i < distinct; i++) if (sizes[i] % block !== rest) return 0;
  return (block === 16 ? 4 : 3) * (distinct - 1);
}
