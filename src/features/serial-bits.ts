// Serial tests on bits: the largest autocorrelation at lags 1 … 32, and the balance of each of the eight bit planes.
// They catch regular bytes (counters, repeated blocks, short XOR keys) whose byte counts look uniform.

/** Longer samples add cost, not power against the structures meant here. */
export const SERIAL_BYTES = 256;
const MAX_LAG = 32;

const folded = new Uint32Array(256);
const words = new Uint32Array(SERIAL_BYTES / 4 + 2);

/**
 * max_l |Σ b_t b_{t+l}| / √(B − l) over ±1 bits, l = 1 … 32, of the first SERIAL_BYTES bytes.
 * Each lag is close to standard normal for random bits (NIST SP 800-22 §2.1 applied to lagged products).
 */
export function largestBitCorrelation(bytes: Uint8Array, length: number): number {
  const used = Math.min(length, SERIAL_BYTES) & ~3;
  const wordCount = used >> 2;
  if (wordCount < 3) return 0;
  for (let i = 0; i < wordCount; i++) {
    const at = i << 2;
    words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  let largest = 0;
  // The last word and a bit: leaving them out keeps every lag on whole words.
  const compared = wordCount - 2;
  const bits = compared * 32;
  for (let lag = 1; lag <= MAX_LAG; lag++) {
    let different = 0;
    for (let i = 0; i < compared; i++) {
      const shifted = lag === 32 ? words[i + 1] : (words[i] << lag) | (words[i + 1] >>> (32 - lag));
      different += setBits(words[i] ^ shifted);
    }
    const score = Math.abs(bits - 2 * different) / Math.sqrt(bits);
    if (score > largest) largest = score;
  }
  return largest;
}

/** Σ_j (ones_j − zeros_j)² / n over the eight bit planes; chi-square with 8 degrees of freedom for random bytes. */
export function bitPlaneChiSquare(counts: Uint32Array, bytes: number): number {
  folded.set(counts);
  let total = 0;
  // The upper half holds the bytes with the top bit set; folding it onto the lower half leaves the next bit on top.
  for (let half = 128; half >= 1; half >>= 1) {
    let ones = 0;
    for (let i = 0; i < half; i++) {
      ones += folded[half + i];
      folded[i] += folded[half + i];
    }
    total += (2 * ones - bytes) ** 2 / bytes;
  }
  return total;
}

/** Population count of 32 bits (Hacker's Delight §5-1). */
function setBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  v = (v + (v >>> 4)) & 0x0f0f0f0f;
  return Math.imul(v, 0x01010101) >>> 24;
}
