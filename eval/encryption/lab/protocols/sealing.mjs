// Ciphers as apps use them: a nonce in front, the tag behind; or CBC with an HMAC.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

export const CIPHERS = ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305', 'aes-256-cbc'];
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const IV_BYTES = 16;
const MAC_BYTES = 32;

/** Bytes that sealing adds to a message; with CBC at least. */
export function overheadBytes(cipher) {
  return cipher === 'aes-256-cbc' ? IV_BYTES + MAC_BYTES + 1 : NONCE_BYTES + TAG_BYTES;
}

export function seal(cipher, key, plain) {
  if (cipher === 'aes-256-cbc') {
    const iv = randomBytes(IV_BYTES);
    const encipher = createCipheriv(cipher, key, iv);
    const sealed = Buffer.concat([iv, encipher.update(plain), encipher.final()]);
    return Buffer.concat([sealed, createHmac('sha256', key).update(sealed).digest()]);
  }
  const nonce = randomBytes(NONCE_BYTES);
  const encipher = createCipheriv(cipher, keyFor(cipher, key), nonce, { authTagLength: TAG_BYTES });
  return Buffer.concat([nonce, encipher.update(plain), encipher.final(), encipher.getAuthTag()]);
}

/** Throws where the message was changed. */
export function unseal(cipher, key, sealed) {
  if (cipher === 'aes-256-cbc') {
    const body = sealed.subarray(0, -MAC_BYTES);
    if (!createHmac('sha256', key).update(body).digest().equals(sealed.subarray(-MAC_BYTES)))
      throw new Error('bad MAC');
    const decipher = createDecipheriv(cipher, key, body.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(body.subarray(IV_BYTES)), decipher.final()]);
  }
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(cipher, keyFor(cipher, key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

function keyFor(cipher, key) {
  return cipher === 'aes-128-gcm' ? key.subarray(0, 16) : key;
}
