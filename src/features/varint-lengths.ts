// Do bytes that look random fall into numbers of base 128, whose last byte alone has no highest bit (LEB128, protobuf, VLQ)? By chance half of such numbers
// have one byte, a quarter two, and so on; numbers of an app have other lengths, and end where their message does.

import type { PayloadPool } from './payload-pool.ts';

/** Longer ones are counted as this long. */
const MOST_BYTES = 8;
const CONTINUES = 0x80;
/** Of fewer numbers the law of large ones says nothing. */
const MIN_NUMBERS = 24;
/** Bits of divergence from what chance makes: of 2,500,000 pools of 48 to 2,048 random bytes in 1 to 12 messages the furthest has 36 (simulated). */
const MIN_BITS = 48;

const counts = new Uint32Array(MOST_BYTES + 1);

/** The stretches of `pool` without their first `skip` bytes; each begins with a number. */
export function hasVarintLengths(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  return varintBits(pool, bytes, skip) >= MIN_BITS;
}

/** n · KL(lengths as they are ‖ 2^−length), and a bit for each message where all end with the last byte of a number. */
export function varintBits(pool: PayloadPool, bytes: Uint8Array, skip: number): number {
  counts.fill(0);
  let numbers = 0;
  let ended = 0;
  let stretches = 0;
  for (let m = 0; m < pool.count; m++) {
    let length = 1;
    const start = pool.starts[m] + skip;
    if (start >= pool.ends[m]) continue;
    stretches++;
    for (let at = start; at < pool.ends[m]; at++) {
      if ((bytes[at] & CONTINUES) !== 0) {
        length++;
        continue;
      }
      counts[Math.min(length, MOST_BYTES)]++;
      numbers++;
      length = 1;
    }
    if (length === 1) ended++;
  }
  if (numbers < MIN_NUMBERS) return 0;
  let bits = ended === stretches ? stretches : 0;
  for (let length = 1; length <= MOST_BYTES; length++) {
    const chance = 2 ** -Math.min(length, MOST_BYTES - 1);
    if (counts[length] > 0) bits += counts[length] * Math.log2(counts[length] / (numbers * chance));
  }
  return bits;
}
