import { createECDH, createHash, generateKeyPairSync } from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { findKeyArtefacts } from '../../src/features/key-artefact.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const der = ec.publicKey.export({ type: 'spki', format: 'der' }) as Buffer;
const pem = ec.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const point = der.subarray(-65);
const jwk = JSON.stringify(ec.publicKey.export({ format: 'jwk' }));
const hash = (bytes: Uint8Array | undefined) => createHash('sha256').update(bytes!).digest('hex');

describe('key artefacts', () => {
  it('are one key by its identity, in whatever form it is sent', () => {
    const forms = [der, Buffer.from(pem), Buffer.from(`{"k":${jwk}}`), point].map((bytes) =>
      findKeyArtefacts(bytes, 1024),
    );
    expect(forms.map(([key]) => key?.form)).toEqual(['spki', 'pem', 'jwk', 'point']);
    expect(new Set(forms.map(([key]) => hash(key?.identity)))).toEqual(new Set([hash(point)]));
    for (const keys of forms) expect(keys).toHaveLength(1);
  });

  it('are found behind bytes that begin like one, and one right behind another', () => {
    const [key] = findKeyArtefacts(Buffer.concat([Buffer.of(0x30, 0x30), der]), 1024);
    expect(key).toMatchObject({ form: 'spki', offset: 2 });
    const two = findKeyArtefacts(Buffer.concat([der, der]), 1024);
    expect(two.map(({ form, offset }) => [form, offset])).toEqual([
      ['spki', 0],
      ['spki', der.length],
    ]);
  });

  it('of an ML-KEM hybrid are found with the bits of their chance', () => {
    const { publicKey } = ml_kem768.keygen();
    const [key] = findKeyArtefacts(Buffer.concat([Buffer.of(4, 0xa0), publicKey, Buffer.alloc(32, 7)]), 1024);
    expect(key).toMatchObject({ form: 'raw', algorithm: 'ml-kem-768', offset: 2, length: 1184, chanceBits: 219 });
    const damaged = Buffer.from(publicKey);
    for (const at of [300, 700, 1100]) damaged.fill(0xff, at, at + 3);
    expect(findKeyArtefacts(damaged, 1024)).toEqual([]);
  });

  it('that are private are named but never identified', () => {
    const pkcs8 = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    for (const text of [pkcs8, JSON.stringify(ec.privateKey.export({ format: 'jwk' }))]) {
      const [key] = findKeyArtefacts(Buffer.from(text), 1024);
      expect(key).toMatchObject({ isPrivate: true, identity: undefined });
    }
  });

  it('are listed in order, eight at most', () => {
    const many = Buffer.concat(Array.from({ length: 12 }, () => createECDH('secp256k1').generateKeys()));
    const found = findKeyArtefacts(many, 4096);
    expect(found).toHaveLength(8);
    expect(found.map(({ offset }) => offset)).toEqual([0, 65, 130, 195, 260, 325, 390, 455]);
  });

  it('are gone when a bit of the point is flipped or the DER is cut', () => {
    const damaged = Buffer.from(point);
    damaged[40]! ^= 1;
    expect(findKeyArtefacts(damaged, 1024)).toEqual([]);
    expect(findKeyArtefacts(der.subarray(0, -1), 1024)).toEqual([]);
  });

  it('are not seen in random bytes, zeros or text', () => {
    const random = randomNumbers(9);
    for (let i = 0; i < 100; i++) expect(findKeyArtefacts(randomBytes(2048, random), 1024)).toEqual([]);
    expect(findKeyArtefacts(new Uint8Array(2048), 1024)).toEqual([]);
    expect(findKeyArtefacts(Buffer.from('-----BEGIN PUBLIC KEY----- {"kty":"EC"} ssh-rsa AAAA'), 1024)).toEqual([]);
    expect(findKeyArtefacts(new Uint8Array(0), 1024)).toEqual([]);
  });
});
