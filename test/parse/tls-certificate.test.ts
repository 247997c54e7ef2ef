import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTlsCertificate } from '../../src/parse/tls-certificate.ts';
import { EC_P384, RSA_1024_SHA1 } from '../support/certificates.ts';

const u24 = (value: number) => [value >> 16, (value >> 8) & 255, value & 255];
const message = (...chain: Uint8Array[]) => {
  const list = chain.flatMap((certificate) => [...u24(certificate.length), ...certificate]);
  return Uint8Array.from([11, ...u24(list.length + 3), ...u24(list.length), ...list]);
};

test('the leaf comes first, and its hash is that of its DER', () => {
  const read = readTlsCertificate(message(EC_P384, RSA_1024_SHA1));
  expect(read).toMatchObject({ chainLength: 2, facts: { subject: 'CN=leaf.example' } });
  expect(read?.sha256).toBe(createHash('sha256').update(EC_P384).digest('hex'));
  expect(readTlsCertificate(message(EC_P384))?.facts).toBe(read?.facts);
});

test('the key has the id that it has in any other form', () => {
  const spki = new X509Certificate(EC_P384).publicKey.export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(spki.subarray(-97)).digest('hex');
  expect(readTlsCertificate(message(EC_P384))?.key).toEqual({ id, algorithm: 'P-384' });
  expect(readTlsCertificate(message(RSA_1024_SHA1))?.key?.algorithm).toBe('rsa-1024');
  const cut = readTlsCertificate(message(EC_P384).subarray(0, EC_P384.length));
  expect(cut).toBeDefined();
  expect(cut).not.toHaveProperty('key');
});

test('a message cut behind the leaf keeps the hash and loses the length of the chain, one cut inside it keeps what stands before the cut', () => {
  const whole = message(EC_P384, RSA_1024_SHA1);
  const behind = readTlsCertificate(whole.subarray(0, 10 + EC_P384.length));
  expect(behind?.sha256).toBeDefined();
  expect(behind).not.toHaveProperty('chainLength');
  const inside = readTlsCertificate(whole.subarray(0, 300));
  expect(inside?.facts).toMatchObject({ keyType: 'ec', keyBits: 384 });
  expect(inside).not.toHaveProperty('sha256');
});

test('other messages, and lengths that do not nest, are refused', () => {
  const whole = message(EC_P384);
  expect(readTlsCertificate(whole.map((byte, i) => (i === 0 ? 12 : byte)))).toBeUndefined();
  expect(readTlsCertificate(whole.map((byte, i) => (i === 6 ? byte ^ 1 : byte)))).toBeUndefined();
  expect(readTlsCertificate(message(new Uint8Array()))).toBeUndefined();
});

test('no bytes make it throw', () => {
  const whole = message(EC_P384, RSA_1024_SHA1);
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(40), fc.nat(255), (length, at, value) => {
      readTlsCertificate(whole.subarray(0, length).map((byte, i) => (i === at ? value : byte)));
    }),
  );
});
