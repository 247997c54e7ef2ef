// Every named exchange of message lengths, by the tables that name them: with one byte more, or a key that is none, it is not named. Noise patterns have
// theirs in mutations-features.test.ts.

import { createECDH } from 'node:crypto';
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import type { MlKemName } from '../src/features/ml-kem-key.ts';
import { RSA_UNIT_BYTES } from '../src/features/rsa-units.ts';
import { HYBRID_HALVES, ML_KEM_CIPHERTEXT_BYTES } from '../src/features/shape-table.ts';
import { CURVES, type CurveName } from '../src/parse/elliptic-curve.ts';
import { finishedFlow, type SentMessage } from './support/finished-flow.ts';
import { measured } from './support/measured.ts';
import { randomBytes, randomNumbers } from './support/random-bytes.ts';
import { preKeyMessage } from './support/signal-bytes.ts';

const random = randomNumbers(1111);
const sealed = (bytes: number) => Buffer.from(randomBytes(bytes, random));
const orig = (...parts: Uint8Array[]): SentMessage => ({ from: 'orig', bytes: Buffer.concat(parts) });
const resp = (...parts: Uint8Array[]): SentMessage => ({ from: 'resp', bytes: Buffer.concat(parts) });
const shapeOf = (...messages: SentMessage[]) => measured(finishedFlow(messages)).row.shape?.like;
const flip = (bytes: Uint8Array, at: number) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] as number) ^ 1;
  return changed;
};
const OPENSSL: Record<CurveName, string> = {
  'P-256': 'prime256v1',
  secp256k1: 'secp256k1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};

describe.each([
  [0, 'the first message of Signal (X3DH)'],
  [1569, 'the first message of Signal (PQXDH)'],
])('Signal with a KEM ciphertext of %i bytes', (kem, like) => {
  it('is gone without a bit of its version, of the type and the length of a key', () => {
    const message = preKeyMessage({ kem });
    const key = message.indexOf(Buffer.of(0x12, 33, 5));
    expect(shapeOf(orig(message))).toBe(like);
    for (const at of [0, key + 1, key + 2]) expect(shapeOf(orig(flip(message, at)))).not.toBe(like);
    const none = Buffer.from(message);
    none[key + 2 + 32] = (none[key + 2 + 32] as number) | 0x80;
    expect(shapeOf(orig(none))).not.toBe(like);
  });
});

describe.each(CURVES.map(({ name }) => name))('ECIES or HPKE over %s', (name) => {
  it('is gone with a point that is none, one that answers, and too little behind it', () => {
    const point = createECDH(OPENSSL[name]).generateKeys();
    const like = `ECIES or HPKE over ${name}`;
    expect(shapeOf(orig(point, sealed(60)), resp(sealed(40)))).toBe(like);
    expect(shapeOf(orig(flip(point, 20), sealed(60)), resp(sealed(40)))).not.toBe(like);
    expect(shapeOf(orig(point, sealed(60)), resp(createECDH(OPENSSL[name]).generateKeys()))).not.toBe(like);
    expect(shapeOf(orig(point, sealed(20)), resp(sealed(40)))).not.toBe(like);
  });
});

describe.each(RSA_UNIT_BYTES)('RSA of %i bytes with a block cipher', (bytes) => {
  it('is gone with one byte more in either part', () => {
    const like = `RSA-${bytes * 8} with a block cipher`;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes);
    expect(shapeOf(orig(length, sealed(bytes), sealed(64)), resp(sealed(40)))).toBe(like);
    expect(shapeOf(orig(length, sealed(bytes), sealed(65)), resp(sealed(40)))).not.toBe(like);
    expect(shapeOf(orig(flip(length, 3), sealed(bytes), sealed(64)), resp(sealed(40)))).not.toBe(like);
    expect(shapeOf(orig(sealed(bytes)), orig(sealed(32)), orig(sealed(80)), orig(sealed(112)))).toBe(like);
    expect(shapeOf(orig(sealed(bytes)), orig(sealed(32)), orig(sealed(81)), orig(sealed(112)))).not.toBe(like);
  });
});

const KEM: Record<MlKemName, { keygen(): { publicKey: Uint8Array } }> = {
  'ml-kem-512': ml_kem512,
  'ml-kem-768': ml_kem768,
  'ml-kem-1024': ml_kem1024,
};
const HYBRIDS = (Object.keys(ML_KEM_CIPHERTEXT_BYTES) as MlKemName[]).flatMap((name) =>
  HYBRID_HALVES.map(([half, bytes]) => [name, half, bytes] as const),
);

describe.each(HYBRIDS)('%s beside "%s"', (name, half, bytes) => {
  it('is gone with a coefficient that is too large, and with an answer of a byte less', () => {
    const key = KEM[name].keygen().publicKey;
    const answer = ML_KEM_CIPHERTEXT_BYTES[name] + bytes;
    expect(shapeOf(orig(key, sealed(bytes)), resp(sealed(answer)))).toBe(`${half}${name}`);
    const damaged = Buffer.from(key).fill(0xff, 300, 303);
    expect(shapeOf(orig(damaged, sealed(bytes)), resp(sealed(answer)))).not.toBe(`${half}${name}`);
    expect(shapeOf(orig(key, sealed(bytes)), resp(sealed(answer - 1)))).not.toBe(`${half}${name}`);
  });
});
