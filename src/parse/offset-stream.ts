// Handshake bytes put in order by their offsets: CRYPTO frames of QUIC (RFC 9000 §19.6), fragments of DTLS (RFC 6347 §4.2.3). They come in any order,
// overlap, and repeat.
// Invariant: at most CAPACITY bytes; what lies beyond is counted, not kept; of bytes that were sent twice the first stay.

/** Of a ClientHello with post-quantum key shares and much padding; the largest that browsers send are below 3 KiB. */
const CAPACITY = 16_384;
const MAX_PIECES = 64;
const NONE = new Uint8Array(0);

export class OffsetStream {
  /** Bytes beyond the capacity, and of pieces beyond the cap. */
  dropped = 0;
  #bytes: Uint8Array = NONE;
  /** Disjoint ranges that are filled, in order: [start, end, …]. */
  readonly #filled: number[] = [];
  #pieces = 0;

  add(offset: number, data: Uint8Array): void {
    const end = offset + data.length;
    if (end > CAPACITY || this.#pieces >= MAX_PIECES) {
      this.dropped += data.length;
      return;
    }
    if (data.length === 0) return;
    this.#pieces++;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(CAPACITY, Math.max(end, this.#bytes.length * 2)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let at = offset;
    // Fills the gaps between what is there, and joins all ranges that are touched.
    let first = 0;
    while (first < this.#filled.length && this.#filled[first + 1] < offset) first += 2;
    let last = first;
    let from = offset;
    let to = end;
    while (last < this.#filled.length && this.#filled[last] <= end) {
      const start = this.#filled[last];
      if (at < start) this.#bytes.set(data.subarray(at - offset, start - offset), at);
      at = Math.max(at, this.#filled[last + 1]);
      from = Math.min(from, start);
      to = Math.max(to, this.#filled[last + 1]);
      last += 2;
    }
    if (at < end) this.#bytes.set(data.subarray(at - offset), at);
    this.#filled.splice(first, last - first, from, to);
  }

  /** What is there from the first byte on, without a hole. */
  get contiguous(): Uint8Array {
    return this.#filled.length > 0 && this.#filled[0] === 0 ? this.#bytes.subarray(0, this.#filled[1]) : NONE;
  }
}
