// A big-endian cursor over message bytes. Reading past the end makes it `short` and yields zeros: parsers check once, at the end of a structure.

export class ByteCursor {
  readonly bytes: Uint8Array;
  /** Index of the next byte. */
  offset: number;
  /** One past the last byte that may be read. */
  readonly end: number;
  /** True once a read went past `end`. */
  short = false;

  constructor(bytes: Uint8Array, offset = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = Math.min(end, bytes.length);
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  u8(): number {
    if (!this.#has(1)) return 0;
    return this.bytes[this.offset++];
  }

  u16(): number {
    if (!this.#has(2)) return 0;
    const at = this.offset;
    this.offset = at + 2;
    return (this.bytes[at] << 8) | this.bytes[at + 1];
  }

  u24(): number {
    if (!this.#has(3)) return 0;
    return (this.u8() << 16) | this.u16();
  }

  u32(): number {
    if (!this.#has(4)) return 0;
    return this.u16() * 0x10000 + this.u16();
  }

  /** A view of the next `length` bytes, empty when there are fewer. */
  take(length: number): Uint8Array {
    if (!this.#has(length)) return this.bytes.subarray(0, 0);
    const view = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return view;
  }

  skip(length: number): void {
    if (this.#has(length)) this.offset += length;
  }

  /** A cursor over the next `length` bytes, which this one skips; over what is left, and short, when there are fewer. */
  sub(length: number): ByteCursor {
    const from = this.offset;
    const whole = this.#has(length);
    if (whole) this.offset += length;
    const inner = new ByteCursor(this.bytes, from, this.offset);
    inner.short = !whole;
    return inner;
  }

  /** A negative length is a length field that contradicts itself: short, so that nobody ever moves backwards. */
  #has(length: number): boolean {
    if (length >= 0 && this.end - this.offset >= length) return true;
    this.short = true;
    this.offset = Math.max(this.offset, this.end);
    return false;
  }
}
