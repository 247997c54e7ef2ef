// Bytes behind a direction's prefix in which a key may stand: up to four pieces of 4 KiB, each from where a mark was seen in the next 60 KiB.
// Streams of TLS records and QUIC are not looked at: what they carry is ciphertext. Invariant: pieces come from the prefixes' memory and its cap.

import { keyMarkLead, nextKeyMark } from '../parse/key-mark.ts';
import { type LateBytes, PREFIX_BYTES } from './finished-flow.ts';
import { NO_BLOCK, type PrefixPool } from './prefix-pool.ts';

/** How far into a direction's stream marks are looked for: one pass over as much costs less than opening a QUIC Initial. */
const LOOKED_AT_BYTES = 65_536;
/** From here on, so that what begins in the prefix and ends behind it is seen. */
const FIRST_LOOKED_AT = 2048;
const PIECES_A_SIDE = 4;
/** The class of the pool's largest blocks. */
const LARGEST_CLASS = 3;
const NONE: readonly LateBytes[] = [];

interface Piece {
  readonly block: number;
  readonly offset: number;
  length: number;
}

export class LateBytesPool {
  readonly #pool: PrefixPool;
  readonly #pieces = new Map<number, Piece[]>();

  constructor(pool: PrefixPool) {
    this.#pool = pool;
  }

  /** Whether bytes at this place of a stream are looked at. */
  reaches(streamOffset: number): boolean {
    return streamOffset < LOOKED_AT_BYTES;
  }

  /** A segment or datagram of a direction (`cell`), in order, whose first byte stands at `streamOffset`. */
  add(cell: number, bytes: Uint8Array, start: number, length: number, streamOffset: number): void {
    const end = start + Math.min(length, LOOKED_AT_BYTES - streamOffset);
    const pieces = this.#pieces.get(cell);
    let at = start + Math.max(0, FIRST_LOOKED_AT - streamOffset);
    if (pieces !== undefined) {
      at = Math.max(at, start + this.#extend(pieces[pieces.length - 1], bytes, start, end, streamOffset));
      if (pieces.length === PIECES_A_SIDE) return;
    }
    for (at = nextKeyMark(bytes, start, at, end); at < end; at = nextKeyMark(bytes, start, at, end)) {
      const from = Math.max(start, at - keyMarkLead(bytes, at));
      const taken = this.#begin(cell, bytes, from, end, streamOffset + from - start);
      if (taken === 0) return;
      at = from + taken;
    }
  }

  /** The pieces of a direction: views into the pool, valid until its flow is released. */
  of(cell: number): readonly LateBytes[] {
    if (this.#pieces.size === 0) return NONE;
    const pieces = this.#pieces.get(cell);
    if (pieces === undefined) return NONE;
    return pieces.map(({ block, offset, length }) => ({ offset, bytes: this.#pool.view(block, length) }));
  }

  release(cell: number): void {
    if (this.#pieces.size === 0) return;
    const pieces = this.#pieces.get(cell);
    if (pieces === undefined) return;
    for (const { block } of pieces) this.#pool.release(block, LARGEST_CLASS);
    this.#pieces.delete(cell);
  }

  clear(): void {
    this.#pieces.clear();
  }

  /** What the last piece still takes of bytes that go on where it ends; returns how many. */
  #extend(piece: Piece, bytes: Uint8Array, start: number, end: number, streamOffset: number): number {
    if (piece.offset + piece.length !== streamOffset) return 0;
    const take = Math.min(end - start, PREFIX_BYTES - piece.length);
    this.#pool.write(piece.block, piece.length, bytes, start, take);
    piece.length += take;
    return take;
  }

  /** A new piece; returns how many bytes it took, 0 when there is no room for one. */
  #begin(cell: number, bytes: Uint8Array, from: number, end: number, offset: number): number {
    const pieces = this.#pieces.get(cell) ?? [];
    if (pieces.length === PIECES_A_SIDE) return 0;
    const block = this.#pool.allocate(LARGEST_CLASS);
    if (block === NO_BLOCK) return 0;
    const length = Math.min(end - from, PREFIX_BYTES);
    this.#pool.write(block, 0, bytes, from, length);
    pieces.push({ block, offset, length });
    this.#pieces.set(cell, pieces);
    return length;
  }
}
