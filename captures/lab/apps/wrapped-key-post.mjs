// An app that hides what it reports inside ordinary HTTP: an AES key wrapped with the server's RSA key (OAEP), the ciphertext, both as base64 in JSON.

import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { SERVICES } from '../plan.mjs';
import { logCrypto, outputFields, sha256 } from './crypto-log.mjs';
import { exchange } from './http-exchange.mjs';
import { lookUp, mapped } from './name-lookup.mjs';
import { at, every } from './pace.mjs';

const serverKey = readFileSync(`${process.env.LAB_FOLDER}/public/stats-public.pem`);

await at(4);
logCrypto('public_key_loaded', {
  'crypto.class': 'asymmetric',
  'crypto.algorithm': 'RSA',
  'crypto.key.bits': 2048,
  'crypto.key.kind': 'public',
  'crypto.key.origin': 'embedded',
  'crypto.key.id': `sha256:${sha256(readFileSync(`${process.env.LAB_FOLDER}/public/stats-public.der`))}`,
});
for await (const _ of every(6, 0.2)) await post(sealedReport());

function sealedReport() {
  const secret = randomBytes(32);
  const iv = randomBytes(12);
  const contacts = Array.from({ length: 4 + Math.floor(Math.random() * 8) }, () => randomBytes(9).toString('hex'));
  const plaintext = Buffer.from(JSON.stringify({ battery: Math.random(), contacts }));
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  const oaep = { key: serverKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const wrapped = publicEncrypt(oaep, secret);
  logCrypto('cipher_final', {
    'crypto.class': 'symmetric',
    'crypto.algorithm': 'AES',
    'crypto.transformation': 'AES/GCM/NoPadding',
    'crypto.operation': 'encrypt',
    'crypto.input.bytes': plaintext.length,
    ...outputFields(ciphertext),
  });
  logCrypto('key_wrap', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'RSA',
    'crypto.transformation': 'RSA/ECB/OAEPWithSHA-256AndMGF1Padding',
    'crypto.operation': 'wrap',
    'crypto.input.bytes': secret.length,
    ...outputFields(wrapped),
  });
  const base64 = (bytes) => bytes.toString('base64');
  return JSON.stringify({ v: 1, k: base64(wrapped), iv: base64(iv), d: base64(ciphertext) });
}

async function post(body) {
  const { host, port } = SERVICES.flashlight;
  const headers = {
    Host: host,
    'User-Agent': 'Flashlight/2.1 (Android)',
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const target = { host: mapped(await lookUp(host)), port, method: 'POST', path: '/v1/stats', headers };
  await exchange(request(target), body);
}
