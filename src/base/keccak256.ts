// Keccak-256 as Ethereum uses it: the padding of the first submission, not that of SHA-3 (FIPS 202), which is why node:crypto does not have it.

const RATE_BYTES = 136;
const ROUNDS = 24;
const MASK = (1n << 64n) - 1n;
/** Of Keccak's reference, §1.2: round constants, then rotations and the order of lanes of ρ and π. */
const ROUND_CONSTANTS = roundConstants();
const ROTATIONS = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44].map(
  BigInt,
);
const LANES = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

/** Some 0.1 ms for each 136 bytes: for proofs, not for bulk. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  const state = new Array<bigint>(25).fill(0n);
  const padded = new Uint8Array((Math.floor(bytes.length / RATE_BYTES) + 1) * RATE_BYTES);
  padded.set(bytes);
  padded[bytes.length] = 1;
  padded[padded.length - 1] |= 0x80;
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += RATE_BYTES) {
    for (let lane = 0; lane < RATE_BYTES / 8; lane++) state[lane] ^= view.getBigUint64(at + lane * 8, true);
    permute(state);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  for (let lane = 0; lane < 4; lane++) out.setBigUint64(lane * 8, state[lane], true);
  return digest;
}

function permute(state: bigint[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    const parity = Array.from(
      { length: 5 },
      (_, x) => state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20],
    );
    for (let x = 0; x < 5; x++) {
      const mixed = parity[(x + 4) % 5] ^ rotated(parity[(x + 1) % 5], 1n);
      for (let y = 0; y < 25; y += 5) state[x + y] ^= mixed;
    }
    let moved = state[1];
    for (let i = 0; i < 24; i++) {
      const lane = LANES[i];
      const waiting = state[lane];
      state[lane] = rotated(moved, ROTATIONS[i]);
      moved = waiting;
    }
    for (let y = 0; y < 25; y += 5) {
      const row = state.slice(y, y + 5);
      for (let x = 0; x < 5; x++) state[y + x] = row[x] ^ (~row[(x + 1) % 5] & MASK & row[(x + 2) % 5]);
    }
    state[0] ^= ROUND_CONSTANTS[round];
  }
}

function rotated(lane: bigint, by: bigint): bigint {
  return ((lane << by) | (lane >> (64n - by))) & MASK;
}

/** The output of a linear feedback shift register (x^8 + x^6 + x^5 + x^4 + 1) at bits 2^j − 1. */
function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if ((register & 1) === 1) constant |= 1n << BigInt((1 << j) - 1);
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
    return constant;
  });
}
