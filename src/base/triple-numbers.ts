// Triples of whole numbers, numbered from 0 in the order in which they come. A hash over typed columns: several times as fast as maps of
// texts or of numbers beyond 31 bits, and without an object a triple (bench).

import { moved, releaseBuffers } from './columns.ts';

const WIDTH = 3;
const EMPTY = 0;
/** Multipliers of MurmurHash3's 32-bit finaliser (Appleby, public domain). */
const M1 = 0x85ebca6b | 0;
const M2 = 0xc2b2ae35 | 0;

export class TripleNumbers {
  /** How many there are. */
  count = 0;
  #keys = new Float64Array(1024 * WIDTH);
  /** Numbers plus one. */
  #slots = new Uint32Array(2048);

  /** The number of a triple; each part from 0 below 2^53. */
  of(a: number, b: number, c: number): number {
    const keys = this.#keys;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashOf(a, b, c) & mask; ; slot = (slot + 1) & mask) {
      const stored = slots[slot];
      if (stored === EMPTY) return this.#add(a, b, c, slot);
      const at = (stored - 1) * WIDTH;
      if (keys[at + 1] === b && keys[at] === a && keys[at + 2] === c) return stored - 1;
    }
  }

  #add(a: number, b: number, c: number, slot: number): number {
    const number = this.count++;
    const at = number * WIDTH;
    if (at + WIDTH > this.#keys.length) this.#keys = moved(this.#keys, this.#keys.length * 2);
    this.#keys[at] = a;
    this.#keys[at + 1] = b;
    this.#keys[at + 2] = c;
    this.#slots[slot] = number + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** Gives the memory back: no more triples are asked for. */
  release(): void {
    releaseBuffers([this.#keys.buffer, this.#slots.buffer]);
  }

  #rehash(): void {
    const keys = this.#keys;
    const length = this.#slots.length * 2;
    releaseBuffers([this.#slots.buffer]);
    this.#slots = new Uint32Array(length);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      const at = number * WIDTH;
      let slot = hashOf(keys[at], keys[at + 1], keys[at + 2]) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function hashOf(a: number, b: number, c: number): number {
  return mixed(mixed(mixed(0, a), b), c);
}

/** Bits beyond the 32nd count too. */
function mixed(hash: number, part: number): number {
  let next = Math.imul(hash ^ (part | 0) ^ Math.imul((part / 0x1_0000_0000) | 0, M2), M1);
  next = Math.imul(next ^ (next >>> 15), M2);
  return next ^ (next >>> 13);
}
