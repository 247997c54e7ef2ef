// Random bytes put to the key tests: the tests, and the thread that runs one of them.

import { randomFillSync } from 'node:crypto';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compressedPointAt } from '../dist/features/compressed-point.js';
import { isEd25519Key, isX25519Key } from '../dist/features/curve-25519.js';
import { findCurvePoints } from '../dist/features/curve-points.js';
import { isMlKemKey } from '../dist/features/ml-kem-key.js';
import { derKeyAt } from '../dist/parse/der-key.js';

/** Random bytes are drawn in blocks: a call for each string would cost more than the test. */
const BLOCK_BYTES = 1 << 20;
/** Strings of ML-KEM's length overlap: each begins at bytes that no other begins with, and those decide. */
const MAX_STEP_BYTES = 96;

/** `chance`: what theory says; `share`: of the trials, for tests that take tens of microseconds. */
export const RANDOM_TESTS = [
  { kind: '32 bytes as an X25519 key', length: 32, chance: 1 / 32, accepts: isX25519Key, share: 0.1 },
  { kind: '32 bytes as an Ed25519 key', length: 32, chance: 1 / 16, accepts: isEd25519Key, share: 0.05 },
  // Half of all x are of a point of P-256, and half of the others of secp256k1.
  {
    kind: '33 bytes as a compressed point',
    length: 33,
    chance: 3 / 512,
    accepts: (bytes, at) => compressedPointAt(bytes, at, 33) !== undefined,
  },
  {
    kind: '49 bytes as a compressed point',
    length: 49,
    chance: 1 / 256,
    accepts: (bytes, at) => compressedPointAt(bytes, at, 49) !== undefined,
  },
  {
    kind: '04 and 64 bytes as a point',
    length: 65,
    chance: 0,
    accepts: (bytes, at) => findCurvePoints(begun(bytes, at, 65, [4]), 1).length > 0,
  },
  {
    kind: '800 bytes as an ML-KEM-512 key',
    length: 800,
    chance: 0,
    accepts: (bytes, at) => isMlKemKey(bytes, at, 'ml-kem-512'),
  },
  {
    kind: '30 59 30 13 and 87 bytes as a key in DER',
    length: 91,
    chance: 0,
    accepts: (bytes, at) => derKeyAt(begun(bytes, at, 91, [0x30, 0x59, 0x30, 0x13]), 0) !== undefined,
  },
];

if (!isMainThread) parentPort.postMessage(countAccepted(RANDOM_TESTS[workerData.index], workerData.trials));

function countAccepted({ length, accepts }, trials) {
  const block = Buffer.alloc(BLOCK_BYTES);
  let at = BLOCK_BYTES;
  let accepted = 0;
  for (let i = 0; i < trials; i++) {
    if (at + length > BLOCK_BYTES) {
      randomFillSync(block);
      at = 0;
    }
    if (accepts(block, at)) accepted++;
    at += Math.min(length, MAX_STEP_BYTES);
  }
  return accepted;
}

/** The string with its first bytes given. */
function begun(bytes, at, length, first) {
  bytes.set(first, at);
  return bytes.subarray(at, at + length);
}
