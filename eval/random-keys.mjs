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

const RSA_SPKI = fixed('30820122300d06092a864886f70d01010105000382010f00');
const RSA_PKCS1 = fixed('3082010a028201 0100');
const EC_PKCS8 = fixed('308187020100');
const CERTIFICATE = fixed('3082012c308201');
const OPENPGP_RSA = fixed('99010d04');
const OPENSSH_RSA = [...Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa')])];
/** The likeliest of coded keys: an OpenPGP packet of 32 bytes as they are. Eight tags, its length, two versions, a time, two algorithms. */
const OPENPGP_RAW = 8 * 2 * 2 * 2 ** -32;
const isDer = (bytes) => derKeyAt(bytes, 0) !== undefined;

/**
 * `chance`: what theory says, of strings that begin with given bytes that of the random ones behind them; `atMost`: theory gives a bound.
 * `share`: of the trials, where one takes a tenth of a millisecond.
 */
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
  // x and y must both fit: one y of 2^256, 2^384 or 2^521, two curves of the first length.
  ...[
    [65, 2 ** -255],
    [97, 2 ** -384],
    [133, 2 ** -535],
  ].map(([length, chance]) => ({
    kind: `04 and ${length - 1} bytes as a point`,
    length,
    chance,
    accepts: (bytes, at) => findCurvePoints(begun(bytes, at, length, [4]), 1).length > 0,
  })),
  ...[
    ['ml-kem-512', 800, 512],
    ['ml-kem-768', 1184, 768],
    ['ml-kem-1024', 1568, 1024],
  ].map(([name, length, coefficients]) => ({
    kind: `${length} bytes as an ${name} key`,
    length,
    chance: (3329 / 4096) ** coefficients,
    accepts: (bytes, at) => isMlKemKey(bytes, at, name),
  })),
  // The modulus has its top bit (a zero stands before it) and is odd; the rest is 02 03 and a positive odd number in as few bytes as it takes.
  {
    kind: 'the beginning of an RSA key of PKCS#1 and 261 bytes',
    length: 270,
    chance: (1 / 4) * 2 ** -16 * (127 / 256 + 1 / 512) * (1 / 2),
    accepts: (bytes, at) => isDer(begun(bytes, at, 270, RSA_PKCS1)),
  },
  // Two tags, a length and five bytes of an object identifier at the least must be met.
  ...[
    ['30 59 30 13 and 87 bytes as a SubjectPublicKeyInfo', fixed('30593013'), 91],
    ['the beginning of a SubjectPublicKeyInfo of RSA and 270 bytes', RSA_SPKI, 294],
    ['30 2b 30 05 06 03 and 38 bytes as a SubjectPublicKeyInfo', fixed('302b30050603'), 44],
    ['30 81 87 02 01 00 and 132 bytes as a key of PKCS#8', EC_PKCS8, 138],
    ['30 82 01 2c 30 82 01 and 297 bytes as an X.509 certificate', CERTIFICATE, 304],
  ].map(([kind, first, length]) => ({
    kind,
    length,
    chance: 2 ** -48,
    atMost: true,
    accepts: (bytes, at) => isDer(begun(bytes, at, length, first)),
  })),
  {
    kind: 'a PEM block around 91 bytes',
    length: 91,
    chance: OPENPGP_RAW,
    atMost: true,
    accepts: (bytes, at) => findKeyArtefacts(pemBlock(bytes, at), 4).length > 0,
  },
  // A time that may be, one of three algorithms, and 194 ways to fill the packet with two numbers whose lengths in bits are right.
  {
    kind: '99 01 0d 04 and 268 bytes as an OpenPGP key',
    length: 272,
    chance: 0.81 * (3 / 256) * 194 * (2 ** -16 * (255 / 256)) ** 2,
    accepts: (bytes, at) => openPgpKeyAt(begun(bytes, at, 272, OPENPGP_RSA), 0) !== undefined,
  },
  // Two lengths of 32 bits: of eight and of 213 values each.
  {
    kind: 'ssh-rsa with its length and 280 bytes as an OpenSSH key',
    length: 291,
    chance: 8 * 213 * 2 ** -64,
    atMost: true,
    accepts: (bytes, at) => findOpenSshKeys(begun(bytes, at, 291, OPENSSH_RSA), 291).length > 0,
  },
  {
    kind: '{"kty":"EC",… around 64 bytes in base64url, as a JWK',
    length: 64,
    chance: 2 ** -256,
    accepts: (bytes, at) => findJsonWebKeys(webKey(bytes, at), 64).length > 0,
  },
  {
    kind: '256 bytes searched for any marked key',
    length: 256,
    chance: OPENPGP_RAW,
    atMost: true,
    accepts: (bytes, at) => findKeyArtefacts(bytes.subarray(at, at + 256), 256).length > 0,
  },
  { kind: '32 bytes as an X25519 key', length: 32, chance: 1 / 32, share: 0.1, accepts: isX25519Key },
  { kind: '32 bytes as an Ed25519 key', length: 32, chance: 1 / 16, share: 0.1, accepts: isEd25519Key },
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

function pemBlock(bytes, at) {
  return Buffer.from(`-----BEGIN PUBLIC KEY-----\n${bytes.toString('base64', at, at + 91)}\n-----END PUBLIC KEY-----`);
}

function fixed(hex) {
  return [...Buffer.from(hex.replaceAll(' ', ''), 'hex')];
}
