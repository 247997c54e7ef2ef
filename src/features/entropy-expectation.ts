// Mean and standard deviation of the plug-in byte entropy of n random bytes, so that an entropy can be read at any sample size.
// Exact (binomial and trinomial sums) up to 4096 bytes, computed per n on demand and kept; the asymptotic law of a multinomial beyond.

const EXACT_BYTES = 4096;
const SYMBOLS = 256;
/** Terms of a binomial sum below this weight change no digit of the result. */
const NEGLIGIBLE = 1e-18;

const meanBits = new Float64Array(EXACT_BYTES + 1).fill(Number.NaN);
const deviationBits = new Float64Array(EXACT_BYTES + 1).fill(Number.NaN);
const otherSymbol = new Float64Array(EXACT_BYTES + 1).fill(Number.NaN);

/** c · log2 c for c = 0 … 4096. */
export const COUNT_LOG_COUNT: Float64Array = Float64Array.from({ length: EXACT_BYTES + 1 }, (_, c) =>
  c === 0 ? 0 : c * Math.log2(c),
);

/** E[Ĥ_n] in bits, n ≥ 1: −256 Σ_k Binom(n, 1/256)(k) · (k/n) log2(k/n). */
export function expectedEntropyBits(n: number): number {
  // Bias of the plug-in estimator to second order (Miller 1955, Harris 1975).
  if (n > EXACT_BYTES) return 8 - ((SYMBOLS - 1) / (2 * n) + (SYMBOLS ** 2 - 1) / (12 * n * n)) / Math.LN2;
  if (Number.isNaN(meanBits[n])) compute(n);
  return meanBits[n];
}

/** Standard deviation of Ĥ_n in bits, n ≥ 1; 0 for a single byte. */
export function entropyDeviationBits(n: number): number {
  if (n > EXACT_BYTES) return Math.sqrt((SYMBOLS - 1) / 2) / (n * Math.LN2); // 2n ln2 (8 − Ĥ) tends to chi-square with 255 degrees
  if (Number.isNaN(deviationBits[n])) compute(n);
  return deviationBits[n];
}

// With g(c) = c log2 c, Ĥ = log2 n − Σ g(c_i) / n over the 256 counts, so that
// E = log2 n − 256 E[g] / n and n² Var = 256 E[g²] + 256·255 E[g(c_1) g(c_2)] − 256² E[g]².
function compute(n: number): void {
  const q = 1 / SYMBOLS;
  let weight = Math.exp(n * Math.log1p(-q));
  let mean = 0;
  let square = 0;
  let product = 0;
  for (let k = 0; k <= n; k++) {
    const g = COUNT_LOG_COUNT[k];
    if (g !== 0) {
      mean += weight * g;
      square += weight * g * g;
      product += weight * g * meanOfOtherSymbol(n - k);
    }
    if (weight < NEGLIGIBLE && k > n * q) break;
    weight *= (n - k) / ((k + 1) * (SYMBOLS - 1));
  }
  const variance = SYMBOLS * square + SYMBOLS * (SYMBOLS - 1) * product - (SYMBOLS * mean) ** 2;
  meanBits[n] = Math.log2(n) - (SYMBOLS * mean) / n;
  deviationBits[n] = Math.sqrt(Math.max(0, variance)) / n;
}

/** E[g(c)] of one of the 255 remaining symbols when m bytes are left to them. */
function meanOfOtherSymbol(m: number): number {
  if (!Number.isNaN(otherSymbol[m])) return otherSymbol[m];
  const q = 1 / (SYMBOLS - 1);
  let weight = Math.exp(m * Math.log1p(-q));
  let mean = 0;
  for (let k = 0; k <= m; k++) {
    mean += weight * COUNT_LOG_COUNT[k];
    if (weight < NEGLIGIBLE && k > m * q) break;
    weight *= (m - k) / ((k + 1) * (SYMBOLS - 2));
  }
  otherSymbol[m] = mean;
  return mean;
}
