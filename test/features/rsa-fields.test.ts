import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { expect, test } from 'vitest';
import { findRsaFields } from '../../src/features/rsa-fields.ts';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import type { ServiceFacts } from '../../src/flows/service-recogniser.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(128);
const key = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
const wrapped = () =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, Buffer.from(randomBytes(32, random)));
const modulus = Buffer.from(key.export({ format: 'jwk' }).n as string, 'base64url').readUInt16BE(0);

function posted(type: string, body: string): FinishedFlow {
  const head = `POST /u HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return finishedFlow([{ from: 'orig', bytes: Buffer.from(head + body) }]);
}

const HTTP: ServiceFacts = { service: 'http', kind: 'cleartext', reason: '' };
const fieldsOf = (flow: FinishedFlow) => findRsaFields(flow, HTTP);

test('a field of JSON that is one RSA ciphertext is a piece with its leading bytes', () => {
  const cipher = wrapped();
  const fields = fieldsOf(posted('application/json', JSON.stringify({ v: 1, key: cipher.toString('base64') })));
  const leading = cipher.readUInt16BE(0);
  expect(fields).toEqual([
    { name: 'key', fromOriginator: 1, unitBytes: 128, units: 1, leadingMax: leading, leadingSum: leading },
  ]);
  expect(leading).toBeLessThanOrEqual(modulus);
});

test('a longer plaintext is several pieces, also in forms, in hex and behind escaped slashes', () => {
  const ciphers = [wrapped(), wrapped(), wrapped()];
  const bytes = Buffer.concat(ciphers);
  const largest = Math.max(...ciphers.map((cipher) => cipher.readUInt16BE(0)));
  const texts = [
    posted('application/x-www-form-urlencoded', `v=1&p=${encodeURIComponent(bytes.toString('base64'))}&z=2`),
    posted('application/json', `{"p":"${bytes.toString('base64').replaceAll('/', '\\/')}"}`),
    posted('application/json', JSON.stringify({ p: bytes.toString('hex') })),
  ];
  for (const flow of texts) {
    const found = fieldsOf(flow).find(({ unitBytes }) => unitBytes === 128);
    expect(found).toMatchObject({ name: 'p', units: 3, leadingMax: largest });
  }
});

test('other sizes, text and fields of other services are none', () => {
  const json = (bytes: Uint8Array) =>
    posted('application/json', JSON.stringify({ key: Buffer.from(bytes).toString('base64') }));
  expect(fieldsOf(json(randomBytes(129, random)))).toEqual([]);
  expect(fieldsOf(json(randomBytes(127, random)))).toEqual([]);
  expect(fieldsOf(json(randomBytes(128 * 11, random)))).toEqual([]);
  expect(fieldsOf(json(Buffer.alloc(128, 'plain text ')))).toEqual([]);
  const flow = json(wrapped());
  expect(findRsaFields(flow, { ...HTTP, service: 'smtp' })).toEqual([]);
  expect(findRsaFields(flow, undefined)).toEqual([]);
});
