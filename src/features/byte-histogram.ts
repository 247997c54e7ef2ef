// Byte counts and the sums over them that entropy, chi-square and popcount need. The hottest loops of the folder: short runs update the
// sums byte by byte, long ones are counted first and summed over the 256 counts.

import { isPrintable } from '../base/printable-ascii.ts';
import { COUNT_LOG_COUNT, entropyDeviationBits, expectedEntropyBits } from './entropy-expectation.ts';

/** Where summing over 256 counts becomes cheaper than updating the sums with every byte. */
const INCREMENTAL_MAX_BYTES = 160;

const BITS_SET = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});
const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) => (isPrintable(byte) ? 1 : 0));

/** (c + 1) log2 (c + 1) − c log2 c: what one more byte of a kind adds to Σ c log2 c. */
const LOG_STEP = Float64Array.from(
  { length: COUNT_LOG_COUNT.length - 1 },
  (_, c) => COUNT_LOG_COUNT[c + 1] - COUNT_LOG_COUNT[c],
);

/** The counts of up to 4096 bytes and their sums; one reused object per caller. */
export class ByteHistogram {
  readonly counts: Uint32Array = new Uint32Array(256);
  bytes = 0;
  /** Set bits. */
  ones = 0;
  /** Characters 0x20 … 0x7e. */
  printable = 0;
  /** Σ c². */
  #squares = 0;
  /** Σ c log2 c. */
  #logs = 0;

  clear(): void {
    this.counts.fill(0);
    this.bytes = 0;
    this.ones = 0;
    this.printable = 0;
    this.#squares = 0;
    this.#logs = 0;
  }

  /** Becomes a copy of another. */
  copy(other: ByteHistogram): void {
    this.counts.set(other.counts);
    this.bytes = other.bytes;
    this.ones = other.ones;
    this.printable = other.printable;
    this.#squares = other.#squares;
    this.#logs = other.#logs;
  }

  /** Adds `bytes[from … to − 1]`; the caller keeps the total at 4096 or below. */
  add(bytes: Uint8Array, from: number, to: number): void {
    this.bytes += to - from;
    if (to - from > INCREMENTAL_MAX_BYTES) {
      countBytes(bytes, from, to, this.counts);
      this.#sum();
      return;
    }
    const counts = this.counts;
    let logs = this.#logs;
    let squares = this.#squares;
    let ones = this.ones;
    let printable = this.printable;
    for (let i = from; i < to; i++) {
      const byte = bytes[i];
      const count = counts[byte];
      counts[byte] = count + 1;
      logs += LOG_STEP[count];
      squares += 2 * count + 1;
      ones += BITS_SET[byte];
      printable += PRINTABLE[byte];
    }
    this.#logs = logs;
    this.#squares = squares;
    this.ones = ones;
    this.printable = printable;
  }

  /** Takes one byte out that was added before. */
  drop(byte: number): void {
    const count = this.counts[byte] - 1;
    this.counts[byte] = count;
    this.bytes -= 1;
    this.#logs -= LOG_STEP[count];
    this.#squares -= 2 * count + 1;
    this.ones -= BITS_SET[byte];
    this.printable -= PRINTABLE[byte];
  }

  /** Σ c² over the 256 counts. */
  get squares(): number {
    return this.#squares;
  }

  /** Plug-in entropy −Σ (c/n) log2 (c/n); n ≥ 1. */
  get entropyBits(): number {
    return Math.max(0, Math.log2(this.bytes) - this.#logs / this.bytes);
  }

  /** Deviations between this entropy and that of n random bytes; NaN where n random bytes cannot differ (n = 1). */
  get entropyZ(): number {
    const deviation = entropyDeviationBits(this.bytes);
    return deviation > 0 ? (this.entropyBits - expectedEntropyBits(this.bytes)) / deviation : Number.NaN;
  }

  /** (chi² − 255) / √510 with chi² = Σ (c − n/256)² / (n/256): normal approximation of 255 degrees of freedom. */
  get chiSquareZ(): number {
    return ((256 / this.bytes) * this.#squares - this.bytes - 255) / Math.sqrt(510);
  }

  /** (ones − 4n) / √(2n): set bits against a fair coin. */
  get popcountZ(): number {
    return (this.ones - 4 * this.bytes) / Math.sqrt(2 * this.bytes);
  }

  #sum(): void {
    const counts = this.counts;
    let logs = 0;
    let squares = 0;
    let ones = 0;
    let printable = 0;
    // No test for empty bins: in half-full histograms it is mispredicted half of the time.
    for (let byte = 0; byte < 256; byte++) {
      const count = counts[byte];
      logs += COUNT_LOG_COUNT[count];
      squares += count * count;
      ones += count * BITS_SET[byte];
    }
    for (let byte = 0x20; byte < 0x7f; byte++) printable += counts[byte];
    this.#logs = logs;
    this.#squares = squares;
    this.ones = ones;
    this.printable = printable;
  }
}

/** One table, four bytes a turn: the fastest of the layouts that were tried. */
function countBytes(bytes: Uint8Array, from: number, to: number, counts: Uint32Array): void {
  let i = from;
  for (const last = to - 3; i < last; i += 4) {
    counts[bytes[i]]++;
    counts[bytes[i + 1]]++;
    counts[bytes[i + 2]]++;
    counts[bytes[i + 3]]++;
  }
  for (; i < to; i++) counts[bytes[i]]++;
}
