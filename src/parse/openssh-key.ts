// Public keys of SSH (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709): a name and its fields, each behind a 32-bit length; in text behind the name, in base64.

import { ByteCursor } from '../base/byte-cursor.ts';
import { isOnNamedCurve } from './elliptic-curve.ts';

export interface OpenSshKey {
  readonly offset: number;
  readonly length: number;
  readonly algorithm: string;
  readonly identity: Uint8Array;
}

const KEY_CAP = 8;
const MAX_BLOB_CHARACTERS = 4096;
const TEXTS = ['ssh-rsa AAAA', 'ssh-ed25519 AAAA', 'ecdsa-sha2-nistp'] as const;
/** The 32-bit lengths of the three names; what follows them is compared. */
const NAMES = ['ssh-rsa', 'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'] as const;
const POINT_BYTES: ReadonlyMap<string, number> = new Map([
  ['nistp256', 65],
  ['nistp384', 97],
  ['nistp521', 133],
]);
const CURVE_NAMES: ReadonlyMap<string, string> = new Map([
  ['nistp256', 'P-256'],
  ['nistp384', 'P-384'],
  ['nistp521', 'P-521'],
]);

/** Keys in text or binary that begin in the first `scanBytes`; eight at most. Never throws. */
export function findOpenSshKeys(bytes: Uint8Array, scanBytes: number): OpenSshKey[] {
  const keys: OpenSshKey[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.indexOf('ssh-') < 0 && buffer.indexOf('ecdsa-sha2-') < 0) return keys;
  for (const name of NAMES) {
    for (let at = buffer.indexOf(name); at >= 0 && at < scanBytes && keys.length < KEY_CAP; ) {
      const key = at >= 4 && buffer.readUInt32BE(at - 4) === name.length ? binaryKey(buffer, at - 4) : undefined;
      if (key !== undefined) keys.push(key);
      at = buffer.indexOf(name, at + 1);
    }
  }
  for (const text of TEXTS) {
    for (let at = buffer.indexOf(text); at >= 0 && at < scanBytes && keys.length < KEY_CAP; ) {
      const key = textKey(buffer, at);
      if (key !== undefined) keys.push(key);
      at = buffer.indexOf(text, at + 1);
    }
  }
  return keys.sort((a, b) => a.offset - b.offset);
}

function textKey(buffer: Buffer, at: number): OpenSshKey | undefined {
  const blob = buffer.indexOf(0x20, at) + 1;
  if (blob === 0 || blob - at > 32) return undefined;
  let end = blob;
  while (end < buffer.length && end - blob < MAX_BLOB_CHARACTERS && isBase64(buffer[end])) end++;
  const read = openSshBlob(Buffer.from(buffer.toString('latin1', blob, end), 'base64'), 0);
  return read === undefined ? undefined : { offset: at, length: end - at, ...read.key };
}

function binaryKey(buffer: Buffer, at: number): OpenSshKey | undefined {
  const read = openSshBlob(buffer, at);
  return read === undefined ? undefined : { offset: at, length: read.end - at, ...read.key };
}

/** The key in SSH's binary form at `at`. */
export function openSshBlob(
  bytes: Uint8Array,
  at: number,
): { end: number; key: { algorithm: string; identity: Uint8Array } } | undefined {
  const cursor = new ByteCursor(bytes, at);
  const name = Buffer.from(field(cursor)).toString('latin1');
  const key = readFields(cursor, name);
  return key === undefined || cursor.short ? undefined : { end: cursor.offset, key };
}

function readFields(cursor: ByteCursor, name: string): { algorithm: string; identity: Uint8Array } | undefined {
  if (name === 'ssh-ed25519') {
    const key = field(cursor);
    return key.length === 32 ? { algorithm: 'ed25519', identity: key } : undefined;
  }
  if (name === 'ssh-rsa') {
    const exponent = field(cursor);
    const modulus = field(cursor);
    const bytes = modulus[0] === 0 ? modulus.subarray(1) : modulus;
    if (exponent.length === 0 || exponent.length > 8 || bytes.length < 64 || bytes[0] === 0) return undefined;
    return { algorithm: `rsa-${bytes.length * 8 - Math.clz32(bytes[0]) + 24}`, identity: bytes };
  }
  if (!name.startsWith('ecdsa-sha2-')) return undefined;
  const curve = Buffer.from(field(cursor)).toString('latin1');
  const point = field(cursor);
  const isPoint = name.endsWith(curve) && point[0] === 4 && point.length === POINT_BYTES.get(curve);
  const algorithm = CURVE_NAMES.get(curve) ?? 'ec';
  return isPoint && isOnNamedCurve(point, algorithm) ? { algorithm, identity: point } : undefined;
}

function field(cursor: ByteCursor): Uint8Array {
  const length = cursor.u32();
  return cursor.take(Math.min(length, 0x7fffffff));
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x3d
  );
}
