// pcapng timestamps (if_tsresol, if_tsoffset; draft-ietf-opsawg-pcapng §4.2) to whole µs and ns, without losing a nanosecond to a double.
// Invariant: whatever the counter and the offset say, the result is an integer of µs between 1970 and 2255 (2^53 µs).

export interface SplitTime {
  us: number;
  /** 0..999 */
  ns: number;
}

export class TimestampResolution {
  /** 'us', 'ns', 'ms', '10^-7 s', '2^-10 s'. */
  readonly label: string;
  readonly #offsetUs: number;
  readonly #isMicro: boolean;
  readonly #isNano: boolean;
  readonly #ticksPerSecond: bigint;

  constructor(tsresol = 6, offsetSeconds = 0) {
    const isBinary = (tsresol & 0x80) !== 0;
    const exponent = tsresol & 0x7f;
    const names: Record<number, string> = { 0: 's', 3: 'ms', 6: 'us', 9: 'ns' };
    this.label = isBinary ? `2^-${exponent} s` : (names[exponent] ?? `10^-${exponent} s`);
    this.#offsetUs = offsetSeconds * 1e6;
    this.#isMicro = tsresol === 6;
    this.#isNano = tsresol === 9;
    this.#ticksPerSecond = (isBinary ? 2n : 10n) ** BigInt(exponent);
  }

  /** `high` and `low` are the unsigned halves of the 64-bit counter. */
  split(high: number, low: number, out: SplitTime): void {
    if (this.#isMicro) {
      out.us = high * 0x1_0000_0000 + low;
      out.ns = 0;
    } else if (this.#isNano) {
      // Long division by 1000 in base 2^32: every intermediate stays below 2^53.
      const quotientHigh = Math.floor(high / 1000);
      const rest = (high - quotientHigh * 1000) * 0x1_0000_0000 + low;
      const quotientLow = Math.floor(rest / 1000);
      out.us = quotientHigh * 0x1_0000_0000 + quotientLow;
      out.ns = rest - quotientLow * 1000;
    } else {
      this.#splitRare(high, low, out);
    }
    const us = out.us + this.#offsetUs;
    if (us >= 0 && us <= Number.MAX_SAFE_INTEGER) out.us = us;
    else {
      out.us = us > 0 ? Number.MAX_SAFE_INTEGER : 0;
      out.ns = 0;
    }
  }

  /** Other resolutions are rare: exact by BigInt. */
  #splitRare(high: number, low: number, out: SplitTime): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const ns = (ticks * 1_000_000_000n) / this.#ticksPerSecond;
    out.us = Number(ns / 1000n);
    out.ns = Number(ns % 1000n);
  }
}
