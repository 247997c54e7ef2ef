import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findSubjectPublicKeys } from '../../src/features/subject-public-key.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }) as Buffer;
}

function ec(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).publicKey;
}

/** The typings of this Node do not know 'dh'. */
function finiteFieldKey(): KeyObject {
  const generate = generateKeyPairSync as unknown as (type: string, options: object) => { publicKey: KeyObject };
  return generate('dh', { group: 'modp14' }).publicKey;
}

const KEYS: readonly [string, Buffer][] = [
  ['rsa', spki(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)],
  ['rsa', spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
  ['ec', spki(ec('prime256v1'))],
  ['ec', spki(ec('secp384r1'))],
  ['ec', spki(ec('secp256k1'))],
  ['x25519', spki(generateKeyPairSync('x25519').publicKey)],
  ['x448', spki(generateKeyPairSync('x448').publicKey)],
  ['ed25519', spki(generateKeyPairSync('ed25519').publicKey)],
  ['ed448', spki(generateKeyPairSync('ed448').publicKey)],
  ['dh', spki(finiteFieldKey())],
  ['dsa', spki(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).publicKey)],
];

describe('a subject public key', () => {
  it.each(KEYS)('of kind %s is found in a message, with its length', (algorithm, der) => {
    const message = Buffer.concat([Buffer.from('0 hello 0'), der, Buffer.from('00')]);
    expect(findSubjectPublicKeys(message, 1024)).toEqual([{ offset: 9, length: der.length, algorithm }]);
  });

  it.each(KEYS)('of kind %s is rejected when it is cut or one of its lengths is off by one', (_algorithm, der) => {
    expect(findSubjectPublicKeys(der.subarray(0, der.length - 1), 1024)).toEqual([]);
    const longer = Buffer.from(der);
    // The last length byte of the outer SEQUENCE.
    const at = der[1] === 0x82 ? 3 : der[1] === 0x81 ? 2 : 1;
    longer[at]! -= 1;
    expect(findSubjectPublicKeys(longer, 1).length).toBe(0);
  });

  it('is rejected when any bit of its algorithm is flipped', () => {
    const der = KEYS[2]![1];
    // Offset 4: the OBJECT IDENTIFIER of id-ecPublicKey with its tag and length.
    for (let bit = 4 * 8; bit < 13 * 8; bit++) {
      const damaged = Buffer.from(der);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(findSubjectPublicKeys(damaged, 1)).toEqual([]);
    }
  });

  it('is found several times, up to eight', () => {
    const der = KEYS[5]![1];
    expect(findSubjectPublicKeys(Buffer.concat([der, der, der]), 1024).map(({ offset }) => offset)).toEqual([
      0, 44, 88,
    ]);
    expect(findSubjectPublicKeys(Buffer.concat(Array.from({ length: 12 }, () => der)), 1024)).toHaveLength(8);
  });

  it('is not found beyond the scan, in random bytes, or in text full of zeros and digits', () => {
    const random = randomNumbers(2);
    expect(findSubjectPublicKeys(Buffer.concat([Buffer.alloc(1024), KEYS[0]![1]]), 1024)).toEqual([]);
    for (let i = 0; i < 500; i++) expect(findSubjectPublicKeys(randomBytes(1024, random), 1024)).toEqual([]);
    expect(findSubjectPublicKeys(Buffer.from('000111222'.repeat(100)), 1024)).toEqual([]);
    expect(findSubjectPublicKeys(Buffer.alloc(1024, 0x30), 1024)).toEqual([]);
  });
});
