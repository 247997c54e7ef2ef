import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { derKeyAt } from '../../src/parse/der-key.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const x25519 = generateKeyPairSync('x25519');

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }) as Buffer;
}

/** The typings of this Node do not know 'dh'. */
function finiteFieldKey(): KeyObject {
  const generate = generateKeyPairSync as unknown as (type: string, options: object) => { publicKey: KeyObject };
  return generate('dh', { group: 'modp14' }).publicKey;
}

function ecKey(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).publicKey;
}

const PUBLIC: readonly [string, string, Buffer][] = [
  ['rsa-2048', 'spki', spki(rsa.publicKey)],
  ['rsa-1024', 'spki', spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
  ['P-256', 'spki', spki(p256.publicKey)],
  ['P-384', 'spki', spki(ecKey('secp384r1'))],
  ['secp256k1', 'spki', spki(ecKey('secp256k1'))],
  ['x25519', 'spki', spki(x25519.publicKey)],
  ['x448', 'spki', spki(generateKeyPairSync('x448').publicKey)],
  ['ed25519', 'spki', spki(generateKeyPairSync('ed25519').publicKey)],
  ['ed448', 'spki', spki(generateKeyPairSync('ed448').publicKey)],
  ['dh', 'spki', spki(finiteFieldKey())],
  ['dsa', 'spki', spki(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).publicKey)],
  ['rsa-2048', 'pkcs1', rsa.publicKey.export({ type: 'pkcs1', format: 'der' }) as Buffer],
];
const PRIVATE: readonly [string, string, Buffer][] = [
  ['rsa-2048', 'pkcs1', rsa.privateKey.export({ type: 'pkcs1', format: 'der' }) as Buffer],
  ['rsa', 'pkcs8', rsa.privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer],
  ['P-256', 'pkcs8', p256.privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer],
  ['P-256', 'sec1', p256.privateKey.export({ type: 'sec1', format: 'der' }) as Buffer],
  ['x25519', 'pkcs8', x25519.privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer],
];

describe('a key in DER', () => {
  it.each(PUBLIC)(
    'of %s as %s is read in the middle of a message, with its length and what makes it the same',
    (algorithm, form, der) => {
      const message = Buffer.concat([Buffer.from('hello'), der, Buffer.from('00')]);
      expect(derKeyAt(message, 5)).toMatchObject({ form, algorithm, length: der.length, isPrivate: false });
      const { identity } = derKeyAt(message, 5)!;
      expect(der.includes(Buffer.from(identity!))).toBe(true);
      expect(identity!.length).toBeGreaterThanOrEqual(32);
    },
  );

  it.each(PRIVATE)('of %s as %s is private, and no identity of it is kept', (algorithm, form, der) => {
    expect(derKeyAt(der, 0)).toMatchObject({ form, algorithm, length: der.length, isPrivate: true });
    expect(derKeyAt(der, 0)!.identity).toBeUndefined();
  });

  it('has the same identity in every public form', () => {
    expect(derKeyAt(PUBLIC[0]![2], 0)!.identity).toEqual(derKeyAt(PUBLIC[11]![2], 0)!.identity);
  });

  it.each([...PUBLIC, ...PRIVATE])(
    'of %s as %s is refused when it is cut or a length is off by one',
    (_algorithm, _form, der) => {
      for (const cut of [1, 2, der.length >> 1]) expect(derKeyAt(der.subarray(0, der.length - cut), 0)).toBeUndefined();
      const shorter = Buffer.from(der);
      // The last length byte of the outer SEQUENCE.
      shorter[der[1] === 0x82 ? 3 : der[1] === 0x81 ? 2 : 1]! -= 1;
      expect(derKeyAt(shorter, 0)).toBeUndefined();
    },
  );

  it('is refused when any bit of its algorithm is flipped', () => {
    const der = PUBLIC[2]![2];
    // Offset 4: the OBJECT IDENTIFIER of id-ecPublicKey with its tag and length.
    for (let bit = 4 * 8; bit < 13 * 8; bit++) {
      const damaged = Buffer.from(der);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(derKeyAt(damaged, 0)).toBeUndefined();
    }
  });

  it('is the subject’s in a certificate', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    try {
      const file = (name: string) => join(folder, name);
      const subject = [
        '-subj',
        '/CN=example.org',
        '-nodes',
        '-keyout',
        file('key.pem'),
        '-outform',
        'DER',
        '-out',
        file('c.der'),
      ];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject], { stdio: 'ignore' });
      const der = readFileSync(file('c.der'));
      expect(derKeyAt(der, 0)).toMatchObject({ form: 'x509', algorithm: 'rsa-2048', length: der.length });
      expect(derKeyAt(der.subarray(0, der.length - 1), 0)).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not seen in random bytes or in the beginning of other structures', () => {
    const random = randomNumbers(2);
    for (let i = 0; i < 2000; i++) {
      const bytes = randomBytes(300, random);
      bytes.set([0x30, 0x81, 0xc8, i & 1 ? 0x30 : 0x02]);
      expect(derKeyAt(bytes, 0)).toBeUndefined();
    }
    expect(derKeyAt(Buffer.alloc(64, 0x30), 0)).toBeUndefined();
    expect(derKeyAt(new Uint8Array(0), 0)).toBeUndefined();
  });
});
