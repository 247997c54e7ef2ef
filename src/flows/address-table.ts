// Addresses as small numbers, each text made once: a capture has few addresses and many flows. A hash over typed columns.

import { moved, releaseBuffers } from '../base/columns.ts';
import { addressText } from './address-text.ts';

const WORDS = 4;
const EMPTY = 0;
/** Multipliers of MurmurHash3's 32-bit finaliser (Appleby, public domain). */
const M1 = 0x85ebca6b | 0;
const M2 = 0xc2b2ae35 | 0;

export class AddressTable {
  /** How many there are; numbers count from 0. */
  count = 0;
  #words = new Int32Array(1024 * WORDS);
  /** Numbers plus one. */
  #slots = new Uint32Array(2048);
  readonly #texts: (string | undefined)[] = [];

  /** The number of the address in `words[at … at + 3]`. */
  number(words: Int32Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(words, at) & mask; ; slot = (slot + 1) & mask) {
      const stored = this.#slots[slot];
      if (stored === EMPTY) return this.#add(words, at, slot);
      if (this.#isSame(stored - 1, words, at)) return stored - 1;
    }
  }

  /** Canonical text (RFC 5952). */
  text(number: number): string {
    let text = this.#texts[number];
    if (text === undefined) {
      text = addressText(this.#words, number * WORDS);
      this.#texts[number] = text;
    }
    return text;
  }

  #add(words: Int32Array, at: number, slot: number): number {
    const number = this.count++;
    if (this.count * WORDS > this.#words.length) this.#words = moved(this.#words, this.#words.length * 2);
    for (let word = 0; word < WORDS; word++) this.#words[number * WORDS + word] = words[at + word];
    this.#slots[slot] = number + 1;
    this.#texts.push(undefined);
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #isSame(number: number, words: Int32Array, at: number): boolean {
    const own = this.#words;
    const from = number * WORDS;
    return (
      own[from + 3] === words[at + 3] &&
      own[from + 2] === words[at + 2] &&
      own[from + 1] === words[at + 1] &&
      own[from] === words[at]
    );
  }

  #rehash(): void {
    const length = this.#slots.length * 2;
    releaseBuffers([this.#slots.buffer]);
    this.#slots = new Uint32Array(length);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = hashOf(this.#words, number * WORDS) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function hashOf(words: Int32Array, at: number): number {
  let hash = 0;
  for (let word = 0; word < WORDS; word++) {
    hash = Math.imul(hash ^ words[at + word], M1);
    hash = Math.imul(hash ^ (hash >>> 15), M2);
    hash ^= hash >>> 13;
  }
  return hash;
}
