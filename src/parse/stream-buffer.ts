// A window over a byte stream: the source fills the free end, the reader consumes from the start, only an unfinished tail is ever moved.

/** How much is read at a time; 64 KiB chunks cost twice as much (bench). */
export const CHUNK_BYTES = 1 << 19;

/** Why a source ended early; what was read before counts. */
export interface SourceFailure {
  readonly kind: 'truncated' | 'malformed';
  readonly reason: string;
}

export class StreamBuffer {
  bytes: Uint8Array = new Uint8Array(CHUNK_BYTES + (1 << 16));
  /** First byte not yet consumed. */
  start = 0;
  /** One past the last byte read. */
  end = 0;
  /** True once the source has no more. */
  finished = false;
  /** A damaged gzip stream, a read error. */
  failure: SourceFailure | undefined;
  /** Stream offset of bytes[0]. */
  #base = 0;

  /** Stream offset of the next byte to consume. */
  get offset(): number {
    return this.#base + this.start;
  }

  get available(): number {
    return this.end - this.start;
  }

  /** Moves the tail to the front where needed and returns the free space, at least `least` bytes. */
  space(least: number = CHUNK_BYTES): Uint8Array {
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end);
      this.#base += this.start;
      this.end -= this.start;
      this.start = 0;
    }
    if (this.bytes.length - this.end < least) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.end + least));
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
    return this.bytes.subarray(this.end);
  }

  /** Says that the source wrote `length` bytes into space(). */
  filled(length: number): void {
    this.end += length;
  }

  append(chunk: Uint8Array): void {
    this.space(chunk.length).set(chunk);
    this.end += chunk.length;
  }

  /** Says that the source ends here, early. */
  fail(failure: SourceFailure): void {
    this.failure = failure;
    this.finished = true;
  }

  /** Gives the memory back and keeps the offset: a capture may lie in thousands of pieces. */
  release(): void {
    this.#base += this.start;
    this.start = 0;
    this.end = 0;
    this.finished = true;
    this.bytes = new Uint8Array(0);
  }
}
