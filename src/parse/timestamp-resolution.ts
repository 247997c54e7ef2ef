// pcapng timestamps (if_tsresol, if_tsoffset; draft-ietf-opsawg-pcapng §4.2) to whole µs and ns, without losing a nanosecond to a double.

export interface SplitTime {
  us: number;
  /** 0..999 */
  ns: number;
}

export class TimestampResolution {
  /** 'us', 'ns', 'ms', '10^-7 s', '2^-10 s'. */
  readonly label: string;
  readonly #exponent: number;
  readonly #base2: boolean;
  readonly #offsetUs: number;

  constructor(tsresol = 6, offsetSeconds = 0) {
    this.#base2 = (tsresol & 0x80) !== 0;
    this.#exponent = tsresol & 0x7f;
    this.#offsetUs = offsetSeconds * 1e6;
    const names: Record<number, string> = { 0: 's', 3: 'ms', 6: 'us', 9: 'ns' };
    this.label = this.#base2 ? `2^-${this.#exponent} s` : (names[this.#exponent] ?? `10^-${this.#exponent} s`);
  }

  /** `high` and `low` are the unsigned halves of the 64-bit counter. */
  split(high: number, low: number, out: SplitTime): void {
    if (!this.#base2 && this.#exponent === 6) {
      out.us = high * 0x1_0000_0000 + low;
      out.ns = 0;
    } else if (!this.#base2 && this.#exponent === 9) {
      // Long division by 1000 in base 2^32: every intermediate stays below 2^53.
      const quotientHigh = Math.floor(high / 1000);
      const rest = (high - quotientHigh * 1000) * 0x1_0000_0000 + low;
      const quotientLow = Math.floor(rest / 1000);
      out.us = quotientHigh * 0x1_0000_0000 + quotientLow;
      out.ns = rest - quotientLow * 1000;
    } else {
      this.#splitRare(high, low, out);
    }
    out.us += this.#offsetUs;
  }

  /** Other resolutions are rare: exact by BigInt. A counter beyond the year 287396 saturates. */
  #splitRare(high: number, low: number, out: SplitTime): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const perSecond = this.#base2
      ? 1n << BigInt(Math.min(this.#exponent, 63))
      : 10n ** BigInt(Math.min(this.#exponent, 30));
    const ns = (ticks * 1_000_000_000n) / perSecond;
    const us = ns / 1000n;
    out.us = us > 9_007_199_254_740_991n ? Number.MAX_SAFE_INTEGER : Number(us);
    out.ns = Number(ns % 1000n);
  }
}
