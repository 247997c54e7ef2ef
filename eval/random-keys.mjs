// Random bytes put to the key tests: the tests, and the thread that runs one of them.

import { randomFillSync } from 'node:crypto';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { compressedPointAt } from '../dist/features/compressed-point.js';
import { isEd25519Key, isX25519Key } from '../dist/features/curve-25519.js';
import { findCurvePoints } from '../dist/features/curve-points.js';
import { findKeyArtefacts } from '../dist/features/key-artefact.js';
import { isMlKemKey } from '../dist/features/ml-kem-key.js';
import { derKeyAt } from '../dist/parse/der-key.js';
import { findJsonWebKeys } from '../dist/parse/json-web-key.js';
import { openPgpKeyAt } from '../dist/parse/openpgp-key.js';
import { findOpenSshKeys } from '../dist/parse/openssh-key.js';

/** Random bytes are drawn in blocks: a call for each string would cost more than the test. */
const BLOCK_BYTES = 1 << 20;
/** Strings of ML-KEM's length overlap: each begins at bytes that no other begins with, and those decide. */
const MAX_STEP_BYTES = 96;

const RSA_SPKI = [...Buffer.from('30820122300d06092a864886f70d01010105000382010f00', 'hex')];
const ED25519_SPKI = [...Buffer.from('302b30050603', 'hex')];
const OPENPGP_RSA = [...Buffer.from('99010d04', 'hex')];
const OPENSSH_RSA = [...Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa')])];

/** `chance`: what theory says; the slowest stand last. Strings that begin with given bytes are random behind them. */
export const RANDOM_TESTS = [
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
  // 521 bits of 528: the byte behind the sign is 0 or 1.
  {
    kind: '67 bytes as a compressed point',
    length: 67,
    chance: (2 / 256) * (2 / 256) * (1 / 2),
    accepts: (bytes, at) => compressedPointAt(bytes, at, 67) !== undefined,
  },
  ...[65, 97, 133].map((length) => ({
    kind: `04 and ${length - 1} bytes as a point`,
    length,
    chance: 0,
    accepts: (bytes, at) => findCurvePoints(begun(bytes, at, length, [4]), 1).length > 0,
  })),
  ...[
    ['ml-kem-512', 800],
    ['ml-kem-768', 1184],
    ['ml-kem-1024', 1568],
  ].map(([name, length]) => ({
    kind: `${length} bytes as an ${name} key`,
    length,
    chance: 0,
    accepts: (bytes, at) => isMlKemKey(bytes, at, name),
  })),
  ...[
    ['30 59 30 13 and 87 bytes as a key in DER', [0x30, 0x59, 0x30, 0x13], 91],
    ['the beginning of an RSA key in DER and 270 bytes', RSA_SPKI, 294],
    ['30 2b 30 05 06 03 and 38 bytes as a key in DER', ED25519_SPKI, 44],
  ].map(([kind, first, length]) => ({
    kind,
    length,
    chance: 0,
    accepts: (bytes, at) => derKeyAt(begun(bytes, at, length, first), 0) !== undefined,
  })),
  {
    kind: '99 01 0d 04 and 268 bytes as an OpenPGP key',
    length: 272,
    chance: 0,
    accepts: (bytes, at) => openPgpKeyAt(begun(bytes, at, 272, OPENPGP_RSA), 0) !== undefined,
  },
  {
    kind: 'ssh-rsa with its length and 280 bytes as an OpenSSH key',
    length: 291,
    chance: 0,
    accepts: (bytes, at) => findOpenSshKeys(begun(bytes, at, 291, OPENSSH_RSA), 291).length > 0,
  },
  {
    kind: '{"kty":"EC",… around 64 bytes in base64url, as a JWK',
    length: 64,
    chance: 0,
    accepts: (bytes, at) => findJsonWebKeys(webKey(bytes, at), 64).length > 0,
  },
  {
    kind: '256 bytes searched for any marked key',
    length: 256,
    chance: 0,
    accepts: (bytes, at) => findKeyArtefacts(bytes.subarray(at, at + 256), 256).length > 0,
  },
  { kind: '32 bytes as an X25519 key', length: 32, chance: 1 / 32, accepts: isX25519Key },
  { kind: '32 bytes as an Ed25519 key', length: 32, chance: 1 / 16, accepts: isEd25519Key },
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

function webKey(bytes, at) {
  const half = (from) => bytes.toString('base64url', from, from + 32);
  return Buffer.from(`{"kty":"EC","crv":"P-256","x":"${half(at)}","y":"${half(at + 32)}"}`);
}
