// A home-made secure channel, the kind that AN1762 is about: X25519 public keys as they are, HKDF, then AES-256-GCM in frames with a 32-bit length.
// Deliberately not a standard protocol: no version, no names, no certificates.

import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

const SPKI_HEADER = Buffer.from('302a300506032b656e032100', 'hex'); // RFC 8410 §4, X25519
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A fresh key pair; `publicBytes` are the 32 bytes of RFC 7748. */
export function newKeyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { privateKey, spki, publicBytes: spki.subarray(SPKI_HEADER.length) };
}

/** The session key that both sides arrive at. */
export function agree(privateKey, peerPublicBytes) {
  const key = Buffer.concat([SPKI_HEADER, peerPublicBytes]);
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
  return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), '', 'lab frames', 32));
}

/** nonce, ciphertext, tag. */
export function seal(key, plaintext) {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export function unseal(key, sealed) {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}

/** Body with its 32-bit big-endian length in front. */
export function frame(body) {
  const framed = Buffer.alloc(4 + body.length);
  framed.writeUInt32BE(body.length);
  body.copy(framed, 4);
  return framed;
}

/** Bodies of the frames that arrive on a socket, until it ends; leaving early leaves the socket open. */
export async function* framesOf(socket) {
  let pending = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
      const end = 4 + pending.readUInt32BE(0);
      yield pending.subarray(4, end);
      pending = pending.subarray(end);
    }
  }
}
