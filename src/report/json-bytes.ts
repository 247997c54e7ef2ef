// JSON written straight into bytes: keys copied by words, numbers printed by hand. Concatenating strings for a row of features costs ten times as much (bench).
// Numbers come out as JSON.stringify(significant(value)) prints them: whole ones as they are, others with six significant digits.

import { decimalsOf } from '../features/feature-record.ts';

const FIRST_BYTES = 1 << 16;
/** 10^0 … 10^22, all exact as doubles. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** No number is longer. */
const NUMBER_BYTES = 32;
const LARGEST_INT = 0x7fffffff;

/** JSON text as it is written, four bytes a word, filled up with zeros. */
export interface PreparedText {
  readonly words: Uint32Array;
  /** Bytes of the text. */
  readonly length: number;
}

export function preparedText(json: string): PreparedText {
  const text = Buffer.from(json);
  const padded = new Uint8Array(Math.ceil(text.length / 4) * 4);
  padded.set(text);
  const view = new DataView(padded.buffer);
  const words = Uint32Array.from({ length: padded.length / 4 }, (_, i) => view.getUint32(i * 4, true));
  return { words, length: text.length };
}

export class JsonBytes {
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Bytes written so far. */
  length = 0;
  #view = viewOf(this.bytes);

  clear(): void {
    this.length = 0;
  }

  /** JSON text that was prepared before: a key with its colon, say. */
  prepared({ words, length }: PreparedText): void {
    this.#reserve(words.length * 4);
    this.#copy(words);
    this.length += length;
  }

  /** JSON text. */
  text(json: string): void {
    this.#reserve(json.length * 3);
    this.length += this.bytes.write(json, this.length, 'utf8');
  }

  /** A short ASCII text as it is, without quotes: nothing in it needs an escape. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length + i] = text.charCodeAt(i);
    this.length += text.length;
  }

  /** One ASCII character by its code. */
  character(code: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = code;
  }

  /** A finite number. */
  number(value: number): void {
    this.#reserve(NUMBER_BYTES);
    this.#number(value);
  }

  /** A key with its colon, and a finite number. */
  entry({ words, length }: PreparedText, value: number): void {
    this.#reserve(words.length * 4 + NUMBER_BYTES);
    this.#copy(words);
    this.length += length;
    this.#number(value);
  }

  /** A thousandth of a whole number, to its last digit. */
  thousandth(value: number): void {
    const digits = value | 0;
    this.#reserve(NUMBER_BYTES);
    if (digits !== value || digits < 0) this.text(String(value / 1000));
    else if (digits === 0) this.bytes[this.length++] = ZERO;
    else this.#decimal(digits, 3);
  }

  /** The first numbers with commas between them; false, and nothing written, where one is not finite. */
  numbers(values: Float64Array, count: number): boolean {
    this.#reserve(count * (NUMBER_BYTES + 1));
    const from = this.length;
    for (let i = 0; i < count; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) {
        this.length = from;
        return false;
      }
      if (i > 0) this.bytes[this.length++] = COMMA;
      this.#number(value);
    }
    return true;
  }

  #copy(words: Uint32Array): void {
    const view = this.#view;
    let at = this.length;
    for (let i = 0; i < words.length; i++, at += 4) view.setUint32(at, words[i], true);
  }

  #number(value: number): void {
    const small = value | 0;
    if (small === value) {
      if (small < 0) this.#negative(value);
      else this.length = putWhole(this.bytes, this.length, small);
    } else if (Number.isInteger(value)) this.#large(value);
    else this.#fraction(value);
  }

  #negative(value: number): void {
    this.bytes[this.length++] = MINUS;
    if (-value <= LARGEST_INT) this.length = putWhole(this.bytes, this.length, -value);
    else this.#large(-value);
  }

  /** Beyond 31 bits: rare. */
  #large(value: number): void {
    this.text(String(value));
  }

  #fraction(value: number): void {
    const size = Math.abs(value);
    const decimals = decimalsOf(size);
    if (decimals <= 0) {
      const whole = Math.round(size);
      this.#number(value < 0 ? -whole : whole);
      return;
    }
    // Smaller than any digit that would be shown.
    const scaled = decimals > 22 ? 0 : Math.round(size * POWERS[decimals]);
    if (scaled === 0) {
      this.bytes[this.length++] = ZERO;
      return;
    }
    // Six digits, or seven after rounding up.
    const digits = scaled | 0;
    if (decimals > 6 && size < 1e-6) {
      // JSON.stringify prints these with an exponent.
      this.text(String((value < 0 ? -digits : digits) / POWERS[decimals]));
      return;
    }
    if (value < 0) this.bytes[this.length++] = MINUS;
    this.#decimal(digits, decimals);
  }

  /** `digits` / 10^`places` without zeros at the end; digits > 0. */
  #decimal(digits: number, places: number): void {
    let shown = digits;
    let left = places;
    while (left > 0 && shown % 10 === 0) {
      shown = (shown / 10) | 0;
      left--;
    }
    this.length =
      left === 0 ? putWhole(this.bytes, this.length, shown) : putDecimal(this.bytes, this.length, shown, left);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
    this.#view = viewOf(larger);
  }
}

/** `value` from 0 below 2^31; returns where it ends. */
function putWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  const end = at + digitsOf(value);
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}

/** `digits` / 10^`places`, `places` > 0; returns where it ends. */
function putDecimal(bytes: Uint8Array, at: number, digits: number, places: number): number {
  const whole = digitsOf(digits) - places;
  const end = at + (whole > 0 ? whole : 1) + 1 + places;
  const point = end - 1 - places;
  let rest = digits;
  for (let i = end - 1; i >= at; i--) {
    if (i === point) {
      bytes[i] = POINT;
      continue;
    }
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}

function digitsOf(value: number): number {
  if (value < 1e5) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : value < 1e4 ? 4 : 5;
  return value < 1e7 ? (value < 1e6 ? 6 : 7) : value < 1e8 ? 8 : value < 1e9 ? 9 : 10;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const COMMA = 0x2c;
