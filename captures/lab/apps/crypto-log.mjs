// What a hook inside the app would report, as `cipherscope.crypto/1` lines: the program logs its own crypto calls as it makes them.
// Never keys, plaintext or whole ciphertexts: of outputs of encrypt and wrap only length, SHA-256 and a prefix of 32 bytes.

import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';

const uid = process.getuid();
const path = `${process.env.LAB_FOLDER}/run/crypto-${uid}.ndjson`;

/** Appends one event; `fields` are the record's own keys. */
export function logCrypto(action, fields) {
  const record = {
    schema: 'cipherscope.crypto/1',
    '@timestamp': new Date().toISOString(),
    'event.action': action,
    'event.outcome': 'success',
    'android.uid': uid,
    'process.pid': process.pid,
    ...fields,
    'event.dataset': 'lab.hook',
  };
  appendFileSync(path, `${JSON.stringify(record)}\n`);
}

/** The keys that describe an output of encrypt or wrap, and nothing that would give it away. */
export function outputFields(output) {
  return {
    'crypto.output.bytes': output.length,
    'crypto.output.sha256': sha256(output),
    'crypto.output.prefix': output.subarray(0, 32).toString('hex'),
    'crypto.output.encoding': 'raw',
  };
}

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
