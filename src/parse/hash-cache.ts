// Hashes of fingerprint strings, remembered. A device sends copies of a few hellos all day, and hashing costs more than everything else
// in a fingerprint; the map is bounded because Chrome's permuted extensions make a new string for each connection.

import { hash } from 'node:crypto';

export class HashCache {
  readonly #algorithm: 'md5' | 'sha256';
  readonly #capacity: number;
  readonly #known = new Map<string, string>();

  constructor(algorithm: 'md5' | 'sha256', capacity = 4096) {
    this.#algorithm = algorithm;
    this.#capacity = capacity;
  }

  /** Lower-case hexadecimal hash of the text's bytes. */
  hex(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    // Forgetting all is as good as forgetting the oldest: what is common comes back with its next copy.
    if (this.#known.size >= this.#capacity) this.#known.clear();
    const hex = hash(this.#algorithm, text, 'hex');
    this.#known.set(text, hex);
    return hex;
  }

  get size(): number {
    return this.#known.size;
  }
}
