// JSON written straight into bytes: keys copied, numbers printed by hand. Concatenating strings for a row of features costs ten times as much (bench).
// Numbers come out as JSON.stringify(significant(value)) prints them: whole ones as they are, others with six significant digits.

import { decimalsOf } from '../features/feature-record.ts';

const FIRST_BYTES = 1 << 16;
/** 10^0 … 10^22, all exact as doubles. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

export class JsonBytes {
  bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  /** Bytes written so far. */
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Bytes of JSON prepared before: a key with its colon, say. */
  raw(prepared: Uint8Array): void {
    this.#reserve(prepared.length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < prepared.length; i++) bytes[at++] = prepared[i];
    this.length = at;
  }

  /** JSON text. */
  text(json: string): void {
    this.#reserve(json.length * 3);
    this.length += this.bytes.write(json, this.length, 'utf8');
  }

  /** One ASCII character by its code. */
  character(code: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = code;
  }

  /** A finite number. */
  number(value: number): void {
    this.#reserve(32);
    if (Number.isInteger(value)) this.#whole(value);
    else this.#fraction(value);
  }

  #whole(value: number): void {
    if (value > 0xffffffff || value < -0xffffffff) {
      this.text(String(value));
      return;
    }
    if (value < 0) this.bytes[this.length++] = MINUS;
    this.#digits(Math.abs(value), 1);
  }

  #fraction(value: number): void {
    const size = Math.abs(value);
    const decimals = decimalsOf(size);
    if (decimals <= 0) {
      this.#whole(value < 0 ? -Math.round(size) : Math.round(size));
      return;
    }
    // Smaller than any digit that would be shown.
    let scaled = decimals > 22 ? 0 : Math.round(size * POWERS[decimals]);
    if (scaled === 0) {
      this.bytes[this.length++] = ZERO;
      return;
    }
    let places = decimals;
    while (places > 0 && scaled % 10 === 0) {
      scaled /= 10;
      places--;
    }
    if (scaled > 0xffffffff || (places > 6 && size < 1e-6)) {
      // JSON.stringify prints these with an exponent.
      this.text(String((value < 0 ? -scaled : scaled) / POWERS[places]));
      return;
    }
    if (value < 0) this.bytes[this.length++] = MINUS;
    const unit = POWERS[places];
    const whole = Math.floor(scaled / unit);
    this.#digits(whole, 1);
    if (places === 0) return;
    this.bytes[this.length++] = POINT;
    this.#digits(scaled - whole * unit, places);
  }

  /** `value` below 2^32 with at least `least` digits. */
  #digits(value: number, least: number): void {
    let count = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) count++;
    if (count < least) count = least;
    const { bytes } = this;
    let rest = value;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const next = Math.floor(rest / 10);
      bytes[at] = ZERO + (rest - next * 10);
      rest = next;
    }
    this.length += count;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
