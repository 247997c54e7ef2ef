// Numbers and bytes from a seed: the same scenario in every run. mulberry32 for numbers, AES-CTR for bytes, which must be uniform in every test.

import { createCipheriv, createHash } from 'node:crypto';

export class Random {
  #state;
  #cipher;

  constructor(seed) {
    const digest = createHash('sha256').update(`cipherscope verdicts ${seed}`).digest();
    this.#state = digest.readUInt32LE(0);
    this.#cipher = createCipheriv('aes-128-ctr', digest.subarray(0, 16), digest.subarray(16, 32));
  }

  /** In [0, 1). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low, high) {
    return low + (high - low) * this.next();
  }

  whole(low, high) {
    return Math.floor(this.between(low, high + 1));
  }

  pick(list) {
    return list[this.whole(0, list.length - 1)];
  }

  chance(share) {
    return this.next() < share;
  }

  bytes(count) {
    return this.#cipher.update(Buffer.alloc(count));
  }
}
