// Reads a socket by counts of bytes: the receiving end of every framing.

export class ByteReader {
  #iterator;
  #rest = Buffer.alloc(0);

  constructor(stream) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** `count` bytes, or undefined when the stream ends before. */
  async read(count) {
    while (this.#rest.length < count) {
      const { done, value } = await this.#iterator.next();
      if (done) return undefined;
      this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    }
    const bytes = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return bytes;
  }
}
