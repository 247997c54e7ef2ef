// Texts that no two rows share, as bytes outside the garbage collector's reach: a million of them cost their length and nothing else.

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Room for a million crypto events of a kilobyte each. */
const MAX_BYTES = 1024 * 1024 * 1024;
const LENGTH_BYTES = 4;

export class TextHeap {
  readonly #chunks: Buffer[] = [];
  #used = CHUNK_BYTES;

  get isFull(): boolean {
    return this.#chunks.length * CHUNK_BYTES >= MAX_BYTES;
  }

  /** The place of the text; −1 where it is longer than a chunk. */
  add(text: string): number {
    // UTF-8 takes at most three bytes a UTF-16 unit.
    if (text.length * 3 + LENGTH_BYTES > CHUNK_BYTES) return -1;
    if (this.#used + text.length * 3 + LENGTH_BYTES > CHUNK_BYTES) {
      this.#chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
      this.#used = 0;
    }
    const chunk = this.#chunks[this.#chunks.length - 1];
    const place = (this.#chunks.length - 1) * CHUNK_BYTES + this.#used;
    const length = chunk.write(text, this.#used + LENGTH_BYTES, 'utf8');
    chunk.writeUInt32LE(length, this.#used);
    this.#used += LENGTH_BYTES + length;
    return place;
  }

  text(place: number): string {
    const chunk = this.#chunks[Math.floor(place / CHUNK_BYTES)];
    const at = place % CHUNK_BYTES;
    return chunk.toString('utf8', at + LENGTH_BYTES, at + LENGTH_BYTES + chunk.readUInt32LE(at));
  }
}
