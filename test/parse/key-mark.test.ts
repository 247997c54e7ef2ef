import { createECDH, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyMarkLead, nextKeyMark } from '../../src/parse/key-mark.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const FORMS: [string, Buffer, number][] = [
  ['SubjectPublicKeyInfo of P-256', ec.publicKey.export({ type: 'spki', format: 'der' }), 0],
  ['SubjectPublicKeyInfo of RSA', rsa.publicKey.export({ type: 'spki', format: 'der' }), 0],
  ['PKCS#1', rsa.publicKey.export({ type: 'pkcs1', format: 'der' }), 0],
  ['PKCS#8', ec.privateKey.export({ type: 'pkcs8', format: 'der' }), 0],
  ['X25519', generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' }), 0],
  ['PEM', Buffer.from(ec.publicKey.export({ type: 'spki', format: 'pem' })), 0],
  ['ssh-rsa', Buffer.from('ssh-rsa AAAAB3NzaC1yc2E'), 0],
  ['ecdsa', Buffer.from('ecdsa-sha2-nistp256 AAAA'), 6],
  ['a point behind its length', Buffer.concat([Buffer.of(65), createECDH('prime256v1').generateKeys()]), 1],
];

test.each(FORMS)('%s is pointed at, wherever it stands', (_, form, mark) => {
  const bytes = Buffer.concat([Buffer.alloc(777, 0x80), form, Buffer.alloc(50, 0x80)]);
  expect(nextKeyMark(bytes, 0, 0, bytes.length)).toBe(777 + mark);
  expect(keyMarkLead(bytes, 777 + mark)).toBeGreaterThanOrEqual(mark);
  // One byte of it is another, and nothing is there.
  bytes[777 + mark] = 0x80;
  expect(nextKeyMark(bytes, 0, 0, 777 + mark + 1)).toBe(777 + mark + 1);
});

test('a JSON Web Key is pointed at by its "kty", with room for a modulus in front of it', () => {
  const { n, e } = rsa.publicKey.export({ format: 'jwk' });
  const text = `{"n":"${n}","e":"${e}","kty":"RSA"}`;
  const at = nextKeyMark(Buffer.from(text), 0, 0, text.length);
  expect(text.slice(at, at + 5)).toBe('"kty"');
  expect(keyMarkLead(Buffer.from(text), at)).toBeGreaterThanOrEqual(at);
});

test('a point that opens a message needs no length before it', () => {
  const bytes = Buffer.concat([Buffer.alloc(10), createECDH('prime256v1').generateKeys()]);
  expect(nextKeyMark(bytes, 10, 10, bytes.length)).toBe(10);
});

test('random bytes are seldom pointed at', () => {
  const bytes = randomBytes(1_000_000, randomNumbers(30));
  let marks = 0;
  for (let at = nextKeyMark(bytes, 0, 0, bytes.length); at < bytes.length; ) {
    marks++;
    at = nextKeyMark(bytes, 0, at + 1, bytes.length);
  }
  expect(marks).toBeGreaterThan(20);
  expect(marks).toBeLessThan(130);
});

test('of text, what begins like a mark is none', () => {
  const random = randomNumbers(31);
  const pieces = [
    'ssh-',
    'ss',
    'sh',
    's',
    'sha2-nistp',
    'sha2',
    '"kty"',
    '"k',
    '"',
    '-----BEGIN ',
    '--',
    '-',
    'ecdsa-',
  ];
  const text = Array.from({ length: 20_000 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
  const expected = [...text.matchAll(/(?=ssh-|sha2-nistp|"kty"|-----BEGIN )/g)].map(({ index }) => index);
  const bytes = Buffer.from(text);
  const found: number[] = [];
  for (
    let at = nextKeyMark(bytes, 0, 0, bytes.length);
    at < bytes.length;
    at = nextKeyMark(bytes, 0, at + 1, bytes.length)
  )
    found.push(at);
  expect(found).toEqual(expected);
});

test('a mark at the last byte of a window, or of all bytes, is seen', () => {
  const bytes = Buffer.of(0x80, 65, 4);
  expect(nextKeyMark(bytes, 0, 0, 3)).toBe(2);
  expect(nextKeyMark(Buffer.concat([bytes, Buffer.alloc(65)]), 0, 0, 3)).toBe(2);
  expect(nextKeyMark(Buffer.of(0x80, 0x73), 0, 0, 2)).toBe(2);
});
