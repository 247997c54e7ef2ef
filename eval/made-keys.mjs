// Real keys of other programs and libraries, by kind, and the test that must accept each: OpenSSL, noble, ssh-keygen's text form, GnuPG.

import { execFileSync } from 'node:child_process';
import { createECDH, ECDH, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { x25519 } from '@noble/curves/ed25519.js';
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { compressedPointAt } from '../dist/features/compressed-point.js';
import { isEd25519Key, isX25519Key } from '../dist/features/curve-25519.js';
import { findCurvePoints } from '../dist/features/curve-points.js';
import { findKeyArtefacts } from '../dist/features/key-artefact.js';
import { isMlKemKey } from '../dist/features/ml-kem-key.js';
import { derKeyAt } from '../dist/parse/der-key.js';

const KEYS_OF_A_KIND = 1000;
/** An RSA key takes as long as a hundred points, and a certificate or a key ring a process of its own. */
const SLOW_KEYS = 100;
const CURVES = [
  ['P-256', 'prime256v1'],
  ['secp256k1', 'secp256k1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
];
const SSH_CURVES = new Map([
  ['P-256', 'nistp256'],
  ['P-384', 'nistp384'],
  ['P-521', 'nistp521'],
]);

/** `{ kind, count, make, accepts }` of each kind, `make` given the key's number; GnuPG's only where it is installed. */
export function madeKeys() {
  return [
    kind('X25519, OpenSSL', () => rawKey('x25519'), isX25519),
    kind('X25519, noble', () => x25519.keygen().publicKey, isX25519),
    kind(
      'Ed25519, OpenSSL',
      () => rawKey('ed25519'),
      (key) => isEd25519Key(key, 0),
    ),
    ...CURVES.flatMap(curveKinds),
    ...[
      ['ml-kem-512', ml_kem512],
      ['ml-kem-768', ml_kem768],
      ['ml-kem-1024', ml_kem1024],
    ].map(([name, kem]) =>
      kind(
        `${name}, noble`,
        () => kem.keygen().publicKey,
        (key) => isMlKemKey(key, 0, name),
      ),
    ),
    ...['ed25519', 'x25519'].flatMap((type) => codedKinds(type, () => generateKeyPairSync(type))),
    ...['Ed25519', 'X25519'].map((crv) =>
      kind(`${crv} JWK`, () => webKey({ kty: 'OKP', crv, x: rawKey(crv.toLowerCase()) }), isFound('jwk')),
    ),
    kind('RSA-2048 JWK', (i) => rsaWebKey(rsa(i).publicKey), isFound('jwk'), SLOW_KEYS),
    ...codedKinds('RSA-2048', rsa, SLOW_KEYS),
    kind(
      'RSA-2048 PKCS#1, OpenSSL',
      (i) => rsa(i).publicKey.export({ type: 'pkcs1', format: 'der' }),
      isWholeDer,
      SLOW_KEYS,
    ),
    kind(
      'RSA-2048 private PKCS#1, OpenSSL',
      (i) => rsa(i).privateKey.export({ type: 'pkcs1', format: 'der' }),
      isWholeDer,
      SLOW_KEYS,
    ),
    kind('ssh-rsa 2048, text', (i) => sshText('ssh-rsa', rsaFields(rsa(i).publicKey)), isFound('openssh'), SLOW_KEYS),
    kind('ssh-ed25519, text', () => sshText('ssh-ed25519', [rawKey('ed25519')]), isFound('openssh')),
    kind('X.509, P-256, OpenSSL', certificate, isWholeDer, SLOW_KEYS),
    ...gnuPgKinds(),
  ];
}

function kind(name, make, accepts, count = KEYS_OF_A_KIND) {
  return { kind: name, count, make, accepts };
}

function curveKinds([name, curve]) {
  const point = () => createECDH(curve).generateKeys();
  const compressed = () => ECDH.convertKey(point(), curve, undefined, undefined, 'compressed');
  const ssh = SSH_CURVES.get(name);
  const algorithm = `ecdsa-sha2-${ssh}`;
  return [
    kind(`${name} point, OpenSSL`, point, (key) => findCurvePoints(key, 1).length === 1),
    kind(`${name} compressed, OpenSSL`, compressed, (key) => compressedPointAt(key, 0, key.length) !== undefined),
    ...codedKinds(name, () => generateKeyPairSync('ec', { namedCurve: curve })),
    kind(`${name} JWK`, () => pointWebKey(name, point()), isFound('jwk')),
    ...(ssh === undefined
      ? []
      : [kind(`${algorithm}, text`, () => sshText(algorithm, [Buffer.from(ssh), point()]), isFound('openssh'))]),
  ];
}

/** The forms that OpenSSL writes a pair in. */
function codedKinds(name, pair, count = KEYS_OF_A_KIND) {
  const spki = (format) => (i) => pair(i).publicKey.export({ type: 'spki', format });
  const pem = (i) => Buffer.from(spki('pem')(i));
  return [
    kind(`${name} SubjectPublicKeyInfo, OpenSSL`, spki('der'), isWholeDer, count),
    kind(
      `${name} PKCS#8, OpenSSL`,
      (i) => pair(i).privateKey.export({ type: 'pkcs8', format: 'der' }),
      isWholeDer,
      count,
    ),
    kind(`${name} PEM, OpenSSL`, pem, isFound('pem'), count),
  ];
}

function gnuPgKinds() {
  const home = mkdtempSync(join(tmpdir(), 'cipherscope-gpg-'));
  try {
    const gpg = (...options) =>
      execFileSync(
        'gpg',
        ['--homedir', home, '--batch', '--passphrase', '', '--pinentry-mode', 'loopback', ...options],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
    return ['ed25519', 'nistp256', 'rsa2048', 'secp256k1', 'nistp384'].map((algorithm) => {
      const user = `${algorithm}@example.org`;
      gpg('--quick-generate-key', user, algorithm, 'default', 'never');
      const packets = gpg('--export', user);
      return kind(`OpenPGP ${algorithm}, GnuPG`, () => packets, isFound('openpgp'), 1);
    });
  } catch {
    return [];
  } finally {
    stopAgent(home);
    rmSync(home, { recursive: true, force: true });
  }
}

function stopAgent(home) {
  try {
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
  } catch {
    // Without GnuPG there is no agent.
  }
}

function isX25519(key) {
  return isX25519Key(key, 0);
}

function isWholeDer(key) {
  return derKeyAt(key, 0)?.length === key.length;
}

/** `form`: of the artefact that must be found at the beginning. */
function isFound(form) {
  return (key) => findKeyArtefacts(key, key.length).some((artefact) => artefact.form === form && artefact.offset === 0);
}

function rawKey(type) {
  return generateKeyPairSync(type).publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
}

const rsaPairs = [];

/** One pair a number, whatever form is asked for: making one takes a fifth of a second. */
function rsa(i) {
  rsaPairs[i] ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return rsaPairs[i];
}

/** Exponent and modulus with its sign byte (RFC 4253 §6.6), from where RFC 8017 A.1.1 has them in a key of 2048 bits. */
function rsaFields(key) {
  const der = key.export({ type: 'pkcs1', format: 'der' });
  return [der.subarray(-3), der.subarray(8, 265)];
}

/** As OpenSSL's keys are written by hand: exporting thousands of them as JWK can block Node 20 for ever. */
function webKey(members) {
  const texts = Object.entries(members).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.toString('base64url'),
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(texts)));
}

function rsaWebKey(key) {
  const [e, n] = rsaFields(key);
  return webKey({ kty: 'RSA', e, n: n.subarray(1) });
}

function pointWebKey(crv, point) {
  const half = 1 + (point.length - 1) / 2;
  return webKey({ kty: 'EC', x: point.subarray(1, half), y: point.subarray(half), crv });
}

function sshText(algorithm, fields) {
  const blob = Buffer.concat([Buffer.from(algorithm), ...fields].flatMap((field) => [lengthOf(field), field]));
  return Buffer.from(`${algorithm} ${blob.toString('base64')} user@example\n`);
}

function lengthOf(field) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(field.length);
  return length;
}

function certificate() {
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
  return execFileSync('openssl', ['req', ...options, '-subj', '/CN=example.org', '-days', '1', '-outform', 'DER'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
