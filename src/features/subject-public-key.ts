// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) anywhere in a message: a full DER parse (X.690 §8, §10) with known algorithm and lengths that agree.

import { ByteCursor } from '../base/byte-cursor.ts';

export interface SubjectPublicKey {
  /** Index of the outer SEQUENCE. */
  readonly offset: number;
  readonly length: number;
  /** 'rsa', 'ec', 'x25519', … */
  readonly algorithm: string;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_IDENTIFIER = 0x06;
const KEY_CAP = 8;

/** Algorithm by the hex of its OID's contents; RFC 3279, RFC 4055, RFC 8410, RFC 9935. `keyBytes` where the algorithm fixes it. */
const ALGORITHMS: ReadonlyMap<string, { readonly name: string; readonly keyBytes?: number }> = new Map([
  ['2a864886f70d010101', { name: 'rsa' }],
  ['2a864886f70d010107', { name: 'rsa-oaep' }],
  ['2a864886f70d01010a', { name: 'rsa-pss' }],
  ['2a864886f70d010301', { name: 'dh' }],
  ['2a8648ce3e0201', { name: 'dh' }],
  ['2a8648ce380401', { name: 'dsa' }],
  ['2a8648ce3d0201', { name: 'ec' }],
  ['2b656e', { name: 'x25519', keyBytes: 32 }],
  ['2b656f', { name: 'x448', keyBytes: 56 }],
  ['2b6570', { name: 'ed25519', keyBytes: 32 }],
  ['2b6571', { name: 'ed448', keyBytes: 57 }],
  ['608648016503040401', { name: 'ml-kem-512', keyBytes: 800 }],
  ['608648016503040402', { name: 'ml-kem-768', keyBytes: 1184 }],
  ['608648016503040403', { name: 'ml-kem-1024', keyBytes: 1568 }],
]);

const NO_KEYS: readonly SubjectPublicKey[] = [];

/** Keys that begin in the first `scanBytes` of `bytes` and end inside them; eight at most. */
export function findSubjectPublicKeys(bytes: Uint8Array, scanBytes: number): readonly SubjectPublicKey[] {
  let keys: SubjectPublicKey[] | undefined;
  for (let at = bytes.indexOf(SEQUENCE); at >= 0 && at < scanBytes; at = bytes.indexOf(SEQUENCE, at + 1)) {
    if (!mayBegin(bytes, at)) continue;
    const key = keyAt(bytes, at);
    if (key === undefined) continue;
    keys ??= [];
    keys.push(key);
    if (keys.length === KEY_CAP) break;
    at += key.length - 1;
  }
  return keys ?? NO_KEYS;
}

/** SEQUENCE, its length, SEQUENCE, a short length, OBJECT IDENTIFIER: five bytes that rule out nearly everything. */
function mayBegin(bytes: Uint8Array, at: number): boolean {
  const length = bytes[at + 1];
  const inner = at + (length < 0x80 ? 2 : length === 0x81 ? 3 : 4);
  return (
    (length <= 0x82 && bytes[inner] === SEQUENCE && bytes[inner + 2] === OBJECT_IDENTIFIER) || isLongForm(bytes, inner)
  );
}

/** DH and DSA parameters make the algorithm's own length a long form. */
function isLongForm(bytes: Uint8Array, inner: number): boolean {
  return bytes[inner] === SEQUENCE && bytes[inner + 1] === 0x82 && bytes[inner + 4] === OBJECT_IDENTIFIER;
}

function keyAt(bytes: Uint8Array, at: number): SubjectPublicKey | undefined {
  const cursor = new ByteCursor(bytes, at);
  const info = element(cursor, SEQUENCE);
  if (info === undefined) return undefined;
  const algorithm = element(info, SEQUENCE);
  const key = element(info, BIT_STRING);
  if (algorithm === undefined || key === undefined || info.remaining !== 0) return undefined;
  const oid = element(algorithm, OBJECT_IDENTIFIER);
  if (oid === undefined || oid.remaining > 16) return undefined;
  const known = ALGORITHMS.get(Buffer.from(oid.take(oid.remaining)).toString('hex'));
  if (known === undefined || !isOneElementOrNone(algorithm)) return undefined;
  // The first content byte of a BIT STRING counts its unused bits: none in a key.
  if (key.u8() !== 0 || key.short || !isKey(known.name, known.keyBytes, key)) return undefined;
  return { offset: at, length: cursor.offset - at, algorithm: known.name };
}

function isKey(algorithm: string, keyBytes: number | undefined, key: ByteCursor): boolean {
  if (keyBytes !== undefined) return key.remaining === keyBytes;
  if (algorithm === 'ec') {
    const form = key.u8();
    return (
      (form === 4 && key.remaining % 2 === 0 && key.remaining >= 48) ||
      ((form === 2 || form === 3) && key.remaining >= 24)
    );
  }
  if (algorithm === 'dh' || algorithm === 'dsa') return element(key, INTEGER) !== undefined && key.remaining === 0;
  const rsa = element(key, SEQUENCE);
  if (rsa === undefined || key.remaining !== 0) return false;
  const modulus = element(rsa, INTEGER);
  const exponent = element(rsa, INTEGER);
  return modulus !== undefined && exponent !== undefined && rsa.remaining === 0;
}

function isOneElementOrNone(cursor: ByteCursor): boolean {
  if (cursor.remaining === 0) return true;
  return element(cursor, cursor.bytes[cursor.offset]) !== undefined && cursor.remaining === 0;
}

/** A cursor over the contents of the next element when its tag is `tag` and it ends inside; DER lengths only, X.690 §10.1. */
function element(cursor: ByteCursor, tag: number): ByteCursor | undefined {
  if (cursor.u8() !== tag) return undefined;
  let length = cursor.u8();
  if (length === 0x81) {
    length = cursor.u8();
    if (length < 0x80) return undefined;
  } else if (length === 0x82) {
    length = cursor.u16();
    if (length < 0x100) return undefined;
  } else if (length >= 0x80) {
    return undefined;
  }
  if (cursor.short || length > cursor.remaining) return undefined;
  return cursor.sub(length);
}
