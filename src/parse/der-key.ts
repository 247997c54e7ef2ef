// Keys in DER: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), RSA keys (RFC 8017 A.1), private keys (RFC 5958, RFC 5915), certificates around them.
// Invariant: everything parses to its last byte, lengths agree and algorithms are known, so that chance does not make one.

import { ByteCursor } from '../base/byte-cursor.ts';
import { DerTag, derAny, derElement, derOid, derPositiveInteger } from './der-cursor.ts';
import { isOnNamedCurve } from './elliptic-curve.ts';
import { ecCurveName, type KeyAlgorithm, keyAlgorithm } from './key-algorithm.ts';

export type DerKeyForm = 'spki' | 'x509' | 'pkcs1' | 'pkcs8' | 'sec1';

export interface DerKey {
  readonly form: DerKeyForm;
  /** Bytes of the whole structure. */
  readonly length: number;
  /** 'rsa-2048', 'P-256', 'x25519', 'ml-kem-768', … */
  readonly algorithm: string;
  readonly isPrivate: boolean;
  /** Modulus, point or raw key, by which a key is known again wherever it is met; undefined for private keys and parameters. */
  readonly identity: Uint8Array | undefined;
}

const CERTIFICATE_MIN_BYTES = 200;
const RSA_MIN_BITS = 512;

/** The key structure that begins at `at` and ends inside `bytes`. Never throws. */
export function derKeyAt(bytes: Uint8Array, at: number): DerKey | undefined {
  if (bytes[at] !== DerTag.sequence) return undefined;
  const cursor = new ByteCursor(bytes, at);
  const outer = derElement(cursor, DerTag.sequence);
  if (outer === undefined) return undefined;
  const length = cursor.offset - at;
  const first = bytes[outer.offset];
  if (first === DerTag.sequence) return spki(outer, length) ?? certificate(outer, length);
  return first === DerTag.integer ? integerFirst(outer, length) : undefined;
}

/** Reads the two fields of a SubjectPublicKeyInfo's contents; the cursor must end with them. */
function spki(info: ByteCursor, length: number): DerKey | undefined {
  const body = new ByteCursor(info.bytes, info.offset, info.end);
  const algorithm = derElement(body, DerTag.sequence);
  const key = derElement(body, DerTag.bitString);
  if (algorithm === undefined || key === undefined || body.remaining !== 0) return undefined;
  const known = readAlgorithm(algorithm);
  // The first content byte of a BIT STRING counts its unused bits: none in a key.
  if (known === undefined || key.u8() !== 0 || key.short) return undefined;
  const read = publicKey(known, key);
  return read === undefined ? undefined : { form: 'spki', length, isPrivate: false, ...read };
}

interface NamedAlgorithm extends KeyAlgorithm {
  readonly curve: string | undefined;
}

function readAlgorithm(algorithm: ByteCursor): NamedAlgorithm | undefined {
  const known = keyAlgorithm(derOid(algorithm) ?? '');
  if (known === undefined) return undefined;
  if (algorithm.remaining === 0) return { ...known, curve: undefined };
  const isCurve = algorithm.bytes[algorithm.offset] === DerTag.objectIdentifier;
  const curve = isCurve ? ecCurveName(derOid(algorithm) ?? '') : undefined;
  if (!isCurve && derAny(algorithm) === undefined) return undefined;
  return algorithm.remaining === 0 ? { ...known, curve } : undefined;
}

function publicKey(
  { name, keyBytes, curve }: NamedAlgorithm,
  key: ByteCursor,
): { algorithm: string; identity: Uint8Array } | undefined {
  const raw = key.bytes.subarray(key.offset, key.end);
  if (keyBytes !== undefined) return raw.length === keyBytes ? { algorithm: name, identity: raw } : undefined;
  if (name === 'ec') {
    const isUncompressed = raw[0] === 4 && raw.length % 2 === 1 && raw.length >= 49;
    const isCompressed = (raw[0] === 2 || raw[0] === 3) && raw.length >= 25;
    // A curve whose equation is not known here is believed by its identifier.
    if (isUncompressed && isOnNamedCurve(raw, curve ?? '') === false) return undefined;
    return isUncompressed || isCompressed ? { algorithm: curve ?? 'ec', identity: raw } : undefined;
  }
  if (name === 'dh' || name === 'dsa') {
    const value = derPositiveInteger(key);
    return value !== undefined && key.remaining === 0 ? { algorithm: name, identity: value } : undefined;
  }
  const rsa = derElement(key, DerTag.sequence);
  if (rsa === undefined || key.remaining !== 0) return undefined;
  return rsaPublic(rsa, name);
}

function rsaPublic(rsa: ByteCursor, name: string): { algorithm: string; identity: Uint8Array } | undefined {
  const modulus = derPositiveInteger(rsa);
  const exponent = derPositiveInteger(rsa);
  if (modulus === undefined || exponent === undefined || rsa.remaining !== 0) return undefined;
  return isRsaModulus(modulus) && isOdd(exponent) && exponent.length <= 8
    ? { algorithm: `${name}-${bitLength(modulus)}`, identity: modulus }
    : undefined;
}

/** SEQUENCE of INTEGER first: an RSA public key, or a private key whose version the integer is. */
function integerFirst(outer: ByteCursor, length: number): DerKey | undefined {
  const body = new ByteCursor(outer.bytes, outer.offset, outer.end);
  const versionBytes = derElement(body, DerTag.integer);
  if (versionBytes === undefined) return undefined;
  if (versionBytes.remaining > 1) {
    const rsa = rsaPublic(new ByteCursor(outer.bytes, outer.offset, outer.end), 'rsa');
    return rsa === undefined ? undefined : { form: 'pkcs1', length, isPrivate: false, ...rsa };
  }
  const found = privateKey(body, versionBytes.u8());
  return found === undefined ? undefined : { ...found, length, isPrivate: true, identity: undefined };
}

function privateKey(body: ByteCursor, version: number): { form: DerKeyForm; algorithm: string } | undefined {
  const tag = body.bytes[body.offset];
  if (version <= 1 && tag === DerTag.sequence) {
    const algorithm = derElement(body, DerTag.sequence);
    const known = algorithm === undefined ? undefined : readAlgorithm(algorithm);
    if (known === undefined || derElement(body, DerTag.octetString) === undefined) return undefined;
    return { form: 'pkcs8', algorithm: known.curve ?? known.name };
  }
  if (version === 1 && tag === DerTag.octetString) {
    const secret = derElement(body, DerTag.octetString);
    const isWhole = secret !== undefined && secret.remaining >= 24 && secret.remaining <= 66;
    // Parameters [0] name the curve.
    const parameters = isWhole ? derElement(body, 0xa0) : undefined;
    const curve = parameters === undefined ? undefined : ecCurveName(derOid(parameters) ?? '');
    // The public key may follow as [1].
    if (body.remaining > 0) derElement(body, 0xa1);
    return curve === undefined || body.short || body.remaining > 0 ? undefined : { form: 'sec1', algorithm: curve };
  }
  if (version > 1 || tag !== DerTag.integer) return undefined;
  const modulus = derPositiveInteger(body);
  if (modulus === undefined || !isRsaModulus(modulus)) return undefined;
  // Exponents, primes, their exponents, the coefficient: RFC 8017 A.1.2.
  for (let i = 0; i < 7; i++) if (derPositiveInteger(body) === undefined) return undefined;
  return body.remaining === 0 ? { form: 'pkcs1', algorithm: `rsa-${bitLength(modulus)}` } : undefined;
}

/** tbsCertificate, algorithm, signature (RFC 5280 §4.1.1); the subject's key is the first that parses inside. */
function certificate(outer: ByteCursor, length: number): DerKey | undefined {
  if (outer.remaining < CERTIFICATE_MIN_BYTES) return undefined;
  const body = new ByteCursor(outer.bytes, outer.offset, outer.end);
  const tbs = derElement(body, DerTag.sequence);
  const algorithm = derElement(body, DerTag.sequence);
  if (tbs === undefined || algorithm === undefined || derOid(algorithm) === undefined) return undefined;
  if (derElement(body, DerTag.bitString) === undefined || body.remaining !== 0) return undefined;
  while (tbs.remaining > 0) {
    const at = tbs.offset;
    if (derAny(tbs) === undefined) return undefined;
    if (tbs.bytes[at] !== DerTag.sequence) continue;
    const inner = derElement(new ByteCursor(tbs.bytes, at, tbs.offset), DerTag.sequence);
    const key = inner === undefined ? undefined : spki(inner, tbs.offset - at);
    if (key !== undefined) return { ...key, form: 'x509', length };
  }
  return undefined;
}

function isRsaModulus(modulus: Uint8Array): boolean {
  return isOdd(modulus) && bitLength(modulus) >= RSA_MIN_BITS;
}

function isOdd(bytes: Uint8Array): boolean {
  return (bytes[bytes.length - 1] & 1) === 1;
}

function bitLength(bytes: Uint8Array): number {
  return bytes.length * 8 - (Math.clz32(bytes[0]) - 24);
}
