// Key packets of OpenPGP (RFC 9580 §4.2, §5.5): version 4 or 6, a plausible time, a known algorithm whose fields fill the packet.

import { ByteCursor } from '../base/byte-cursor.ts';
import { isOnNamedCurve } from './elliptic-curve.ts';
import { ecCurveName } from './key-algorithm.ts';

export interface OpenPgpKey {
  readonly length: number;
  /** 'rsa-2048', 'ed25519', 'ecdh', … */
  readonly algorithm: string;
  readonly isPrivate: boolean;
  /** Modulus or point as it stands in the packet. */
  readonly identity: Uint8Array;
}

/** Packet types: secret key, public key, secret subkey, public subkey. */
const KEY_TYPES: ReadonlyMap<number, boolean> = new Map([
  [5, true],
  [6, false],
  [7, true],
  [14, false],
]);
/** X25519 and Ed25519 without a length (RFC 9580 §5.5.5). */
const RAW_ALGORITHMS = new Set([25, 27]);
/** 1991, when PGP appeared, and 2100. */
const FIRST_SECOND = 662_688_000;
const LAST_SECOND = 4_102_444_800;

/** The key packet that begins at `at` and ends inside `bytes`. Never throws. */
export function openPgpKeyAt(bytes: Uint8Array, at: number): OpenPgpKey | undefined {
  const tag = bytes[at];
  if (tag === undefined || (tag & 0x80) === 0) return undefined;
  const cursor = new ByteCursor(bytes, at + 1);
  const isNew = (tag & 0x40) !== 0;
  const isPrivate = KEY_TYPES.get(isNew ? tag & 0x3f : (tag >> 2) & 0x0f);
  if (isPrivate === undefined) return undefined;
  const length = isNew ? newLength(cursor) : oldLength(cursor, tag & 3);
  if (length === undefined || cursor.short || length > cursor.remaining) return undefined;
  const body = cursor.sub(length);
  const version = body.u8();
  const created = body.u32();
  if ((version !== 4 && version !== 6) || created < FIRST_SECOND || created > LAST_SECOND) return undefined;
  const algorithm = body.u8();
  if (version === 6) body.skip(4);
  const key = readKey(body, algorithm);
  // A secret key goes on with its protected part.
  // A secret one of 32 bytes as they are has nothing that must agree: random bytes show it once in 2^20.
  if (key === undefined || body.short || (!isPrivate && body.remaining !== 0)) return undefined;
  if (isPrivate && RAW_ALGORITHMS.has(algorithm)) return undefined;
  return { length: cursor.offset - at, isPrivate, ...key };
}

function oldLength(cursor: ByteCursor, kind: number): number | undefined {
  return kind === 0 ? cursor.u8() : kind === 1 ? cursor.u16() : kind === 2 ? cursor.u32() : undefined;
}

/** Partial lengths are for data, not for keys. */
function newLength(cursor: ByteCursor): number | undefined {
  const first = cursor.u8();
  if (first < 192) return first;
  if (first < 224) return ((first - 192) << 8) + cursor.u8() + 192;
  return first === 255 ? cursor.u32() : undefined;
}

function readKey(body: ByteCursor, algorithm: number): { algorithm: string; identity: Uint8Array } | undefined {
  if (algorithm >= 1 && algorithm <= 3) {
    const modulus = multiprecision(body);
    const exponent = multiprecision(body);
    if (modulus === undefined || exponent === undefined || modulus.length < 64) return undefined;
    return { algorithm: `rsa-${modulus.length * 8 - Math.clz32(modulus[0]) + 24}`, identity: modulus };
  }
  if (RAW_ALGORITHMS.has(algorithm)) {
    const raw = body.take(32);
    return { algorithm: algorithm === 25 ? 'x25519' : 'ed25519', identity: raw };
  }
  if (algorithm !== 18 && algorithm !== 19 && algorithm !== 22) return undefined;
  const oid = body.take(body.u8());
  const point = multiprecision(body);
  if (oid.length < 3 || oid.length > 16 || point === undefined || point.length < 32) return undefined;
  if (isOnNamedCurve(point, ecCurveName(Buffer.from(oid).toString('hex')) ?? '') === false) return undefined;
  // ECDH: parameters of its key derivation, three bytes behind their length and a reserved 1.
  if (algorithm === 18 && (body.u8() !== 3 || body.u8() !== 1 || body.take(2).length !== 2)) return undefined;
  return { algorithm: algorithm === 18 ? 'ecdh' : algorithm === 19 ? 'ecdsa' : 'ed25519', identity: point };
}

/** A length in bits, and that many with the top one set (RFC 9580 §3.2). */
function multiprecision(body: ByteCursor): Uint8Array | undefined {
  const bits = body.u16();
  if (bits === 0 || bits > 16_384) return undefined;
  const value = body.take((bits + 7) >> 3);
  return value.length > 0 && 32 - Math.clz32(value[0]) === ((bits - 1) & 7) + 1 ? value : undefined;
}
