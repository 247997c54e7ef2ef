// How the two ends of a home-made protocol come to a key, as apps do it: a key they share beforehand, one of two curves, or RSA.

import {
  constants,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';

const SHARED = createHash('sha256').update('a key in the app').digest();
/** Prefix of the SPKI form around the 32 bytes of an X25519 key (RFC 8410). */
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');
/** Prefix of the SPKI form around the 65 bytes of an uncompressed P-256 point (RFC 5480). */
const P256_SPKI = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

export const AGREEMENTS = ['shared', 'salt', 'x25519', 'p256', 'rsa'];
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The public half of the server's RSA key as PEM: an app would have it built in. */
export const serverRsaKey = rsa.publicKey.export({ type: 'spki', format: 'pem' });

/** Client: `send(bytes)`, `receive()`; returns the key. `peerKey`: the server's RSA key where 'rsa' needs it. */
export async function agreeAsClient(kind, send, receive, peerKey) {
  if (kind === 'shared') return SHARED;
  if (kind === 'salt') {
    const salt = randomBytes(32);
    send(salt);
    return digest(SHARED, salt);
  }
  if (kind === 'rsa') {
    const key = randomBytes(32);
    send(publicEncrypt({ key: peerKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, key));
    return key;
  }
  const pair = newPair(kind);
  send(pair.publicBytes);
  return digest(diffieHellman({ privateKey: pair.privateKey, publicKey: peerOf(kind, await receive()) }));
}

/** Server: the same, the other way round. */
export async function agreeAsServer(kind, send, receive) {
  if (kind === 'shared') return SHARED;
  if (kind === 'salt') return digest(SHARED, await receive());
  if (kind === 'rsa') {
    const oaep = { key: rsa.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    return privateDecrypt(oaep, await receive());
  }
  const peer = peerOf(kind, await receive());
  const pair = newPair(kind);
  send(pair.publicBytes);
  return digest(diffieHellman({ privateKey: pair.privateKey, publicKey: peer }));
}

/** Bytes of the first message, which receivers without framing must know. */
export const AGREEMENT_BYTES = { shared: 0, salt: 32, x25519: 32, p256: 65, rsa: 256 };

function newPair(kind) {
  const { publicKey, privateKey } =
    kind === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicBytes: spki.subarray(prefixOf(kind).length) };
}

function peerOf(kind, bytes) {
  return createPublicKey({ key: Buffer.concat([prefixOf(kind), bytes]), type: 'spki', format: 'der' });
}

function prefixOf(kind) {
  return kind === 'x25519' ? X25519_SPKI : P256_SPKI;
}

function digest(...parts) {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
