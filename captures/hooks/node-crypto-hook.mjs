// A hook for Node.js programs of a lab: node --import ./node-crypto-hook.mjs PROGRAM. Writes key pairs, agreements, encryption and files written as
// `cipherscope.crypto/1` lines to $CIPHERSCOPE_CRYPTO_LOG. Of outputs of encryption: length, SHA-256, 32 bytes. Never keys, never plaintext.

import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const path = process.env.CIPHERSCOPE_CRYPTO_LOG;
const { createHash, createCipheriv } = crypto;
const { appendFileSync } = fs;

if (path !== undefined) {
  wrap('generateKeyPairSync', (_pair, type) =>
    log('keypair_generated', {
      'crypto.class': 'asymmetric',
      'crypto.algorithm': type.toUpperCase(),
      'crypto.key.kind': 'pair',
      'crypto.key.origin': 'generated',
    }),
  );
  wrap('diffieHellman', (_secret, { privateKey }) =>
    log('key_agreement', {
      'crypto.class': 'asymmetric',
      'crypto.algorithm': privateKey.asymmetricKeyType?.toUpperCase(),
      'crypto.operation': 'derive',
    }),
  );
  wrap('publicEncrypt', (output) =>
    log('cipher_final', {
      'crypto.class': 'asymmetric',
      'crypto.algorithm': 'RSA',
      'crypto.operation': 'encrypt',
      ...digest(output),
    }),
  );
  crypto.createCipheriv = (...args) => watched(createCipheriv(...args), String(args[0]));
  syncBuiltinESMExports();
}

function wrap(name, report) {
  const original = crypto[name];
  crypto[name] = (...args) => {
    const result = original(...args);
    report(result, ...args);
    return result;
  };
}

/** Collects what a cipher puts out until it ends. */
function watched(cipher, transformation) {
  const parts = [];
  const { update, final } = cipher;
  cipher.update = (...args) => {
    const part = update.apply(cipher, args);
    parts.push(Buffer.from(part));
    return part;
  };
  cipher.final = (...args) => {
    const part = final.apply(cipher, args);
    parts.push(Buffer.from(part));
    log('cipher_final', {
      'crypto.class': 'symmetric',
      'crypto.transformation': transformation,
      'crypto.operation': 'encrypt',
      ...digest(Buffer.concat(parts)),
    });
    return part;
  };
  return cipher;
}

function digest(output) {
  return {
    'crypto.output.bytes': output.length,
    'crypto.output.sha256': createHash('sha256').update(output).digest('hex'),
    'crypto.output.prefix': output.subarray(0, 32).toString('hex'),
    'crypto.output.encoding': 'raw',
  };
}

function log(action, fields) {
  const record = {
    schema: 'cipherscope.crypto/1',
    '@timestamp': new Date().toISOString(),
    'event.action': action,
    'event.outcome': 'success',
    'android.uid': process.getuid(),
    'process.pid': process.pid,
    ...fields,
    'event.dataset': 'node.hook',
  };
  appendFileSync(path, `${JSON.stringify(record)}\n`);
}
