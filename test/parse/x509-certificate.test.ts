import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readX509 } from '../../src/parse/x509-certificate.ts';
import { EC_P384, ED25519, RSA_1024_SHA1 } from '../support/certificates.ts';

test('a weak certificate that signed itself, with its names', () => {
  const theirs = new X509Certificate(RSA_1024_SHA1);
  expect(readX509(RSA_1024_SHA1)).toEqual({
    subject: 'C=DE, O=Example, Ltd, CN=rsa1024.example',
    issuer: 'C=DE, O=Example, Ltd, CN=rsa1024.example',
    names: ['rsa1024.example', '*.rsa1024.example', '192.0.2.7'],
    keyType: 'rsa',
    keyBits: 1024,
    signatureAlgorithm: 'sha1-rsa',
    notBefore: rfc3339(theirs.validFrom),
    notAfter: rfc3339(theirs.validTo),
    selfSigned: true,
  });
});

test('a certificate that another signed, on a curve', () => {
  expect(readX509(EC_P384)).toMatchObject({
    subject: 'CN=leaf.example',
    issuer: 'C=DE, O=Example, Ltd, CN=rsa2048.example',
    keyType: 'ec',
    curve: 'secp384r1',
    keyBits: 384,
    signatureAlgorithm: 'sha384-rsa',
    selfSigned: false,
    names: [],
  });
});

test('Ed25519, with a time beyond 2050', () => {
  expect(readX509(ED25519)).toMatchObject({ keyType: 'ed25519', keyBits: 256, signatureAlgorithm: 'ed25519' });
  expect(readX509(ED25519)?.notAfter).toBe(rfc3339(new X509Certificate(ED25519).validTo));
});

test('a signature that does not hold is not its own, whatever the names say', () => {
  const forged = Uint8Array.from(RSA_1024_SHA1);
  forged[forged.length - 1] ^= 1;
  expect(readX509(forged)?.selfSigned).toBe(false);
});

test('a key whose check would take long is not checked', () => {
  // The exponent 65,537 stands behind its tag and length; a longer one is left alone.
  const at = Buffer.from(RSA_1024_SHA1).indexOf(Buffer.from([2, 3, 1, 0, 1]));
  expect(at).toBeGreaterThan(0);
  const other = Uint8Array.from(RSA_1024_SHA1);
  other[at] = 5;
  expect(readX509(other)?.selfSigned).toBe(false);
  const long = Uint8Array.from(RSA_1024_SHA1);
  // An exponent that says it has more bytes than are there is none.
  long[at + 1] = 9;
  expect(readX509(long)?.selfSigned).toBeUndefined();
});

test('a certificate cut at any byte never throws and tells no more than the whole one', () => {
  const whole = readX509(RSA_1024_SHA1);
  for (let length = 0; length < RSA_1024_SHA1.length; length++) {
    const cut = readX509(RSA_1024_SHA1.subarray(0, length));
    expect(cut?.selfSigned).toBeUndefined();
    for (const [name, value] of Object.entries(cut ?? {})) {
      if (name !== 'names') expect(value).toEqual(whole?.[name as 'subject']);
      else expect(whole?.names.slice(0, (value as string[]).length)).toEqual(value);
    }
  }
  expect(readX509(RSA_1024_SHA1.subarray(0, 400))).toMatchObject({ keyType: 'rsa', keyBits: 1024 });
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(RSA_1024_SHA1, EC_P384, ED25519),
      fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (certificate, changes) => {
        const damaged = Uint8Array.from(certificate);
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        readX509(damaged);
      },
    ),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void readX509(bytes)));
});

/** 'Nov 26 11:00:00 2026 GMT' */
function rfc3339(text: string): string {
  return new Date(text).toISOString().replace('.000Z', 'Z');
}
