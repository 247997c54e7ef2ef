// Noise handshakes XX and IK with X25519, ChaCha20-Poly1305 or AES-GCM and SHA-256 (noiseprotocol.org, revision 34, §5 and §7.5), then transport messages.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';

const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const PATTERNS = {
  XX: { before: [], messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se']] },
  IK: {
    before: ['s'],
    messages: [
      ['e', 'es', 's', 'ss'],
      ['e', 'ee', 'se'],
    ],
  },
};

export function newNoiseKeys() {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { privateKey, publicBytes: publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI.length) };
}

/** Runs the handshake over `send`/`receive`; returns `{ encrypt(plain), decrypt(sealed) }`. `responderKey` is known beforehand in IK. */
export async function noiseHandshake({ pattern, cipher, isInitiator, own, responderKey, send, receive, payload }) {
  const { before, messages } = PATTERNS[pattern];
  const state = new SymmetricState(
    `Noise_${pattern}_25519_${cipher === 'aes-256-gcm' ? 'AESGCM' : 'ChaChaPoly'}_SHA256`,
    cipher,
  );
  const keys = { s: own, rs: isInitiator && before.length > 0 ? responderKey : undefined };
  state.mixHash(Buffer.alloc(0));
  if (before.length > 0) state.mixHash(isInitiator ? responderKey : own.publicBytes);
  for (const [turn, tokens] of messages.entries()) {
    const mine = (turn % 2 === 0) === isInitiator;
    if (mine) send(writeMessage(state, keys, tokens, isInitiator, payload));
    else readMessage(state, keys, tokens, isInitiator, await receive());
  }
  const [first, second] = state.split();
  const [out, into] = isInitiator ? [first, second] : [second, first];
  return {
    encrypt: (plain) => out.encrypt(Buffer.alloc(0), plain),
    decrypt: (sealed) => into.decrypt(Buffer.alloc(0), sealed),
  };
}

function writeMessage(state, keys, tokens, isInitiator, payload) {
  const parts = [];
  for (const token of tokens) {
    if (token === 'e') {
      keys.e = newNoiseKeys();
      parts.push(keys.e.publicBytes);
      state.mixHash(keys.e.publicBytes);
    } else if (token === 's') parts.push(state.encryptAndHash(keys.s.publicBytes));
    else state.mixKey(agreed(keys, token, isInitiator));
  }
  parts.push(state.encryptAndHash(payload));
  return Buffer.concat(parts);
}

function readMessage(state, keys, tokens, isInitiator, message) {
  let at = 0;
  const take = (count) => {
    at += count;
    return message.subarray(at - count, at);
  };
  for (const token of tokens) {
    if (token === 'e') {
      keys.re = take(KEY_BYTES);
      state.mixHash(keys.re);
    } else if (token === 's') keys.rs = state.decryptAndHash(take(KEY_BYTES + (state.hasKey ? TAG_BYTES : 0)));
    else state.mixKey(agreed(keys, token, isInitiator));
  }
  state.decryptAndHash(message.subarray(at));
}

/** 'es' is the initiator's ephemeral with the responder's static key, and so on. */
function agreed(keys, [initiators, responders], isInitiator) {
  const [mine, theirs] = isInitiator ? [initiators, responders] : [responders, initiators];
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, keys[`r${theirs}`]]), type: 'spki', format: 'der' });
  return diffieHellman({ privateKey: keys[mine].privateKey, publicKey });
}

class SymmetricState {
  constructor(name, cipher) {
    const bytes = Buffer.from(name);
    this.hash = bytes.length <= 32 ? Buffer.concat([bytes, Buffer.alloc(32 - bytes.length)]) : sha256(bytes);
    this.chaining = this.hash;
    this.cipher = cipher;
  }

  get hasKey() {
    return this.state !== undefined;
  }

  mixHash(bytes) {
    this.hash = sha256(this.hash, bytes);
  }

  mixKey(secret) {
    const both = Buffer.from(hkdfSync('sha256', secret, this.chaining, '', 64));
    this.chaining = both.subarray(0, 32);
    this.state = new CipherState(this.cipher, both.subarray(32));
  }

  encryptAndHash(plain) {
    const sealed = this.state === undefined ? plain : this.state.encrypt(this.hash, plain);
    this.mixHash(sealed);
    return sealed;
  }

  decryptAndHash(sealed) {
    const plain = this.state === undefined ? sealed : this.state.decrypt(this.hash, sealed);
    this.mixHash(sealed);
    return plain;
  }

  split() {
    const both = Buffer.from(hkdfSync('sha256', Buffer.alloc(0), this.chaining, '', 64));
    return [new CipherState(this.cipher, both.subarray(0, 32)), new CipherState(this.cipher, both.subarray(32))];
  }
}

class CipherState {
  constructor(cipher, key) {
    Object.assign(this, { cipher, key, counter: 0n });
  }

  encrypt(associated, plain) {
    const encipher = createCipheriv(this.cipher, this.key, this.#nonce(), { authTagLength: TAG_BYTES });
    encipher.setAAD(associated);
    return Buffer.concat([encipher.update(plain), encipher.final(), encipher.getAuthTag()]);
  }

  decrypt(associated, sealed) {
    const decipher = createDecipheriv(this.cipher, this.key, this.#nonce(), { authTagLength: TAG_BYTES });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  }

  /** Little-endian for ChaChaPoly, big-endian for AESGCM (§12). */
  #nonce() {
    const nonce = Buffer.alloc(12);
    if (this.cipher === 'aes-256-gcm') nonce.writeBigUInt64BE(this.counter, 4);
    else nonce.writeBigUInt64LE(this.counter, 4);
    this.counter += 1n;
    return nonce;
  }
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
