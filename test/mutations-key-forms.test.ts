// Every form in which a key may be written, by real keys: encrypted, turned round, or with one of the bits flipped that make it, it is no key. A form without
// a key here does not compile; bare keys, which chance makes too, are lost as often as theory says.

import { createCipheriv, createECDH, ECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { findBareKeys } from '../src/features/bare-key.ts';
import { findKeyArtefacts, type KeyForm } from '../src/features/key-artefact.ts';
import { MlKemKeyBytes, type MlKemName } from '../src/features/ml-kem-key.ts';
import { CURVES, type CurveName } from '../src/parse/elliptic-curve.ts';
import { EC_P384, ED25519, RSA_1024_SHA1 } from './support/certificates.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { rawX25519 } from './support/signal-bytes.ts';

const random = randomNumbers(1010);
const OPENSSL: Record<CurveName, string> = {
  'P-256': 'prime256v1',
  secp256k1: 'secp256k1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};
const curveNames = CURVES.map(({ name }) => name);
const ec = (name: CurveName) => generateKeyPairSync('ec', { namedCurve: OPENSSL[name] });
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const point = (name: CurveName) => createECDH(OPENSSL[name]).generateKeys();
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'der' });
const text = (value: string | Buffer) => Buffer.from(value);
const field = (bytes: Uint8Array) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const ssh = (...fields: Uint8Array[]) =>
  text(`${fields[0]} ${Buffer.concat(fields.map(field)).toString('base64')} me@phone`);
const openPgp = () => {
  const body = Buffer.concat([Buffer.from('046553f1001308', 'hex'), Buffer.from('2a8648ce3d030107', 'hex')]);
  const whole = Buffer.concat([body, Buffer.of(2, 3), point('P-256')]);
  return Buffer.concat([Buffer.of(0x99, 0, whole.length), whole]);
};
const of = (names: readonly CurveName[], make: (name: CurveName) => Uint8Array) =>
  Object.fromEntries(names.map((name) => [name, () => make(name)]));

const KEYS: Readonly<Record<Exclude<KeyForm, 'compressed_point' | 'raw'>, Readonly<Record<string, () => Uint8Array>>>> =
  {
    spki: {
      ...of(curveNames, (name) => spki(ec(name).publicKey)),
      RSA: () => spki(rsa.publicKey),
      X25519: () => spki(generateKeyPairSync('x25519').publicKey),
      Ed25519: () => spki(generateKeyPairSync('ed25519').publicKey),
    },
    x509: { RSA: () => RSA_1024_SHA1, 'P-384': () => EC_P384, Ed25519: () => ED25519 },
    pkcs1: {
      public: () => rsa.publicKey.export({ type: 'pkcs1', format: 'der' }),
      private: () => rsa.privateKey.export({ type: 'pkcs1', format: 'der' }),
    },
    pkcs8: { 'P-256': () => pkcs8(ec('P-256').privateKey), RSA: () => pkcs8(rsa.privateKey) },
    sec1: of(curveNames, (name) => ec(name).privateKey.export({ type: 'sec1', format: 'der' })),
    pem: {
      public: () => text(ec('P-256').publicKey.export({ type: 'spki', format: 'pem' })),
      private: () => text(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    },
    jwk: {
      ...of(curveNames, (name) => text(JSON.stringify(ec(name).publicKey.export({ format: 'jwk' })))),
      RSA: () => text(JSON.stringify(rsa.publicKey.export({ format: 'jwk' }))),
      OKP: () => text(JSON.stringify(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }))),
    },
    openssh: {
      'P-256': () => ssh(text('ecdsa-sha2-nistp256'), text('nistp256'), point('P-256')),
      Ed25519: () => ssh(text('ssh-ed25519'), randomBytes(32, random)),
    },
    openpgp: { 'P-256': openPgp },
    point: of(curveNames, point),
  };

/** Of a key’s bits that have to be as they are. */
const LEAST_BITS = 40;
const TRIED_BITS = 1600;

const has = (bytes: Uint8Array, form: KeyForm) => findKeyArtefacts(bytes, 1024).some((key) => key.form === form);
const withBit = (bytes: Uint8Array, bit: number) => {
  const changed = Uint8Array.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
  return changed;
};
const encrypted = (bytes: Uint8Array) =>
  createCipheriv('aes-128-ctr', randomBytes(16, random), randomBytes(16, random)).update(bytes);

describe.each(Object.entries(KEYS))('a key as %s', (name, kinds) => {
  const form = name as KeyForm;

  it.each(Object.entries(kinds))('of kind %s is gone with what makes it', (_, make) => {
    const key = make();
    expect(has(key, form)).toBe(true);
    for (let i = 0; i < 20; i++) expect(has(encrypted(key), form)).toBe(false);
    expect(has(Uint8Array.from(key).reverse(), form)).toBe(false);
    expect(has(key.subarray(0, -1), form) && form !== 'openssh' && form !== 'pem').toBe(false);
    let lost = 0;
    const step = Math.max(1, Math.ceil((8 * key.length) / TRIED_BITS));
    for (let bit = 0; bit < 8 * key.length; bit += step) lost += Number(!has(withBit(key, bit), form));
    expect(lost * step).toBeGreaterThanOrEqual(LEAST_BITS);
  });
});

const KEM: Record<MlKemName, () => Uint8Array> = {
  'ml-kem-512': () => ml_kem512.keygen().publicKey,
  'ml-kem-768': () => ml_kem768.keygen().publicKey,
  'ml-kem-1024': () => ml_kem1024.keygen().publicKey,
};

describe.each(Object.keys(MlKemKeyBytes) as MlKemName[])('%s', (name) => {
  const algorithms = (bytes: Uint8Array) => findKeyArtefacts(bytes, 1024).map(({ algorithm }) => algorithm);

  it('is gone once it is encrypted, turned round, or has a coefficient that is too large', () => {
    const key = (KEM[name] as () => Uint8Array)();
    expect(algorithms(key)).toEqual([name]);
    for (let i = 0; i < 20; i++) expect(algorithms(encrypted(key))).toEqual([]);
    expect(algorithms(Uint8Array.from(key).reverse())).not.toContain(name);
    for (const at of [0, 3, 381, 384, key.length - 35]) {
      const damaged = Uint8Array.from(key);
      damaged.fill(0xff, at, at + 3);
      expect(algorithms(damaged), `${at}`).not.toContain(name);
    }
  });
});

describe('bare keys, with a bit flipped, are as rare as chance makes them:', () => {
  const found = (bytes: Uint8Array, isField: boolean) => {
    const message = isField ? Buffer.concat([Buffer.of(bytes.length), bytes, Buffer.alloc(5)]) : bytes;
    return findBareKeys(message, [{ start: 0, end: message.length }]).keys.length;
  };
  const ed25519 = () => spki(generateKeyPairSync('ed25519').publicKey).subarray(-32);
  const compressed = (name: CurveName) =>
    ECDH.convertKey(point(name), OPENSSL[name], undefined, undefined, 'compressed');

  it.each([
    ['X25519', rawX25519, false, 1 / 16],
    ['Ed25519', ed25519, true, 1 / 8 + 1 / 16],
    ...CURVES.map(
      // Half of all x are of a point, on either of two curves where these have one size.
      ({ name, coordinateBytes }) =>
        [
          `${name}, compressed`,
          () => compressed(name) as Buffer,
          false,
          coordinateBytes === 32 ? 3 / 4 : 1 / 2,
        ] as const,
    ),
  ] as const)('%s', (_, make, isField, chance) => {
    let kept = 0;
    let tried = 0;
    for (let key = 0; key < 4; key++) {
      const bytes = make();
      expect(found(bytes, isField)).toBe(1);
      for (let bit = 8; bit < 8 * (bytes.length - 1); bit += 5, tried++) kept += found(withBit(bytes, bit), isField);
    }
    // Five standard deviations.
    expect(kept).toBeLessThan(tried * chance + 5 * Math.sqrt(tried * chance));
  });
});
