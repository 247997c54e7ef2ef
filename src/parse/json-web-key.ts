// JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037): an object with "kty" and the members that its kind requires; a point must be on its curve.

import { isOnNamedCurve } from './elliptic-curve.ts';

export interface JsonWebKey {
  readonly offset: number;
  readonly length: number;
  /** 'rsa-2048', 'P-256', 'X25519', … */
  readonly algorithm: string;
  readonly isPrivate: boolean;
  /** Modulus, 04 ‖ x ‖ y, or the raw key. */
  readonly identity: Uint8Array;
}

const MAX_KEY_CHARACTERS = 4096;
const KEY_CAP = 8;
const KTY = Buffer.from('"kty"');
const EC_COORDINATE_BYTES: ReadonlyMap<string, number> = new Map([
  ['P-256', 32],
  ['secp256k1', 32],
  ['P-384', 48],
  ['P-521', 66],
]);
const OKP_BYTES: ReadonlyMap<string, number> = new Map([
  ['X25519', 32],
  ['Ed25519', 32],
  ['X448', 56],
  ['Ed448', 57],
]);
const RSA_MIN_BYTES = 64;

/** Keys whose "kty" stands in the first `scanBytes`; eight at most. Never throws. */
export function findJsonWebKeys(bytes: Uint8Array, scanBytes: number): JsonWebKey[] {
  const keys: JsonWebKey[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(KTY); at >= 0 && at < scanBytes && keys.length < KEY_CAP; ) {
    const key = keyAround(buffer, at);
    if (key !== undefined) keys.push(key);
    at = buffer.indexOf(KTY, key === undefined ? at + KTY.length : key.offset + key.length);
  }
  return keys;
}

/** The flat object that holds the member at `at`: members of a key are strings and arrays of strings, so braces do not nest. */
function keyAround(buffer: Buffer, at: number): JsonWebKey | undefined {
  const open = buffer.lastIndexOf('{', at);
  const close = buffer.indexOf('}', at);
  if (open < 0 || close < 0 || close - open > MAX_KEY_CHARACTERS) return undefined;
  let object: unknown;
  try {
    object = JSON.parse(buffer.toString('latin1', open, close + 1));
  } catch {
    return undefined;
  }
  const read = readKey(object as Record<string, unknown>);
  return read === undefined ? undefined : { offset: open, length: close + 1 - open, ...read };
}

function readKey(key: Record<string, unknown>): Omit<JsonWebKey, 'offset' | 'length'> | undefined {
  const isPrivate = typeof key['d'] === 'string';
  const curve = typeof key['crv'] === 'string' ? key['crv'] : '';
  if (key['kty'] === 'RSA') {
    const modulus = member(key['n']);
    if (modulus === undefined || modulus.length < RSA_MIN_BYTES || member(key['e']) === undefined) return undefined;
    return { algorithm: `rsa-${modulus.length * 8 - Math.clz32(modulus[0]) + 24}`, isPrivate, identity: modulus };
  }
  const x = member(key['x']);
  if (key['kty'] === 'OKP' && x !== undefined && x.length === OKP_BYTES.get(curve)) {
    return { algorithm: curve.toLowerCase(), isPrivate, identity: x };
  }
  const y = member(key['y']);
  const size = EC_COORDINATE_BYTES.get(curve);
  if (key['kty'] !== 'EC' || x?.length !== size || y?.length !== size || x === undefined || y === undefined)
    return undefined;
  const point = Buffer.concat([Buffer.of(4), x, y]);
  return isOnNamedCurve(point, curve) ? { algorithm: curve, isPrivate, identity: point } : undefined;
}

/** A member in base64url (RFC 7515 §2). */
function member(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || !/^[\w-]+$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.length === 0 ? undefined : bytes;
}
