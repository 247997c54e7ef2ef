// Where the frames of a zstd stream end (RFC 8878 §3.1), by their headers and those of their blocks: decoders of some Nodes end with the first frame
// without a word, or take one that was cut for whole. Contents are stepped over; what is no frame runs to the end.

const MAGIC = 0xfd2fb528;
/** 0x184d2a50 to 0x184d2a5f. */
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const RLE = 1;
const RESERVED = 3;

/** What is read next, and how many bytes it has. */
const FIELDS = { magic: 4, skippable: 4, descriptor: 1, block: 3 } as const;

export class ZstdFrames {
  /** Between two frames, or before the first. */
  isBetween = true;
  #field: keyof typeof FIELDS = 'magic';
  #value = 0;
  #bytes = 0;
  /** To be stepped over. */
  #left = 0;
  #isLast = false;
  #hasChecksum = false;

  /** How many of the bytes belong to the frame at hand: all of them, or those up to its end. */
  take(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length) {
      this.isBetween = false;
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        this.#left -= step;
        at += step;
      } else {
        this.#value += (bytes[at++] as number) * 2 ** (8 * this.#bytes++);
        if (this.#bytes < FIELDS[this.#field]) continue;
        const value = this.#value;
        this.#value = 0;
        this.#bytes = 0;
        this.#read(value);
      }
      if (this.#left > 0 || !this.#isLast) continue;
      this.#isLast = false;
      this.#field = 'magic';
      this.isBetween = true;
      return at;
    }
    return at;
  }

  #read(value: number): void {
    if (this.#field === 'magic') this.#magic(value);
    else if (this.#field === 'skippable') {
      this.#left = value;
      this.#isLast = true;
    } else if (this.#field === 'descriptor') this.#descriptor(value);
    else this.#block(value);
  }

  #magic(value: number): void {
    if (value === MAGIC) this.#field = 'descriptor';
    else if ((value & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) this.#field = 'skippable';
    else this.#left = Number.POSITIVE_INFINITY;
  }

  #descriptor(flags: number): void {
    const isSingle = (flags & 0x20) !== 0;
    this.#hasChecksum = (flags & 4) !== 0;
    const size = flags >> 6 === 0 && isSingle ? 1 : (CONTENT_SIZE_BYTES[flags >> 6] as number);
    this.#left = (isSingle ? 0 : 1) + (DICTIONARY_BYTES[flags & 3] as number) + size;
    this.#field = 'block';
  }

  #block(header: number): void {
    const type = (header >> 1) & 3;
    this.#isLast = (header & 1) !== 0;
    if (type === RESERVED) this.#left = Number.POSITIVE_INFINITY;
    else this.#left = (type === RLE ? 1 : header >> 3) + (this.#isLast && this.#hasChecksum ? 4 : 0);
  }
}
