// The key exchange of TLS 1.2 and older: group or prime of a ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 4279 §2), and what the length of a ClientKeyExchange tells.
// Invariant: the cipher suite says how the bytes are laid out; nothing is read from bytes alone.

import { isOnNamedCurve } from './elliptic-curve.ts';
import { u16, u24 } from './tls-extension.ts';
import { cipherSuiteName, isGrease } from './tls-names.ts';
import { TLS_HANDSHAKE_HEADER_BYTES } from './tls-record.ts';

export interface TlsKeyExchange {
  /** Named group, of an elliptic-curve exchange. */
  group?: number;
  /** Bits of the prime of a finite-field exchange, or of the RSA key to which the secret was encrypted. */
  primeBits?: number;
}

/** ECParameters: curve_type named_curve (RFC 8422 §5.4). */
const NAMED_CURVE = 3;
/** 16,384 bits: nobody computes with more. */
const MAX_PRIME_BYTES = 2048;

/** Reads a ServerKeyExchange, header of four bytes included, as the cipher suite lays it out; undefined where it shows neither. */
export function readServerKeyExchange(message: Uint8Array, cipherSuite: number): TlsKeyExchange | undefined {
  const name = cipherSuiteName(cipherSuite);
  let at = TLS_HANDSHAKE_HEADER_BYTES;
  if (name.includes('_PSK_')) {
    // A hint which identity to use stands before.
    if (at + 2 > message.length) return undefined;
    at += 2 + u16(message, at);
  }
  if (isEllipticCurve(name)) {
    if (at + 4 > message.length || message[at] !== NAMED_CURVE) return undefined;
    return { group: u16(message, at + 1) };
  }
  if (!isFiniteField(name) || at + 3 > message.length) return undefined;
  const primeBytes = u16(message, at);
  return primeBytes === 0 || primeBytes > MAX_PRIME_BYTES
    ? undefined
    : { primeBits: integerBits(primeBytes, message[at + 2]) };
}

/**
 * Reads a ClientKeyExchange: the length of its public value fits one of the groups that the client offered, or it is a point of one of those; or its
 * length says how large the prime is. Undefined where more than one group is left.
 */
export function readClientKeyExchange(
  message: Uint8Array,
  cipherSuite: number,
  offeredGroups: readonly number[],
): TlsKeyExchange | undefined {
  const name = cipherSuiteName(cipherSuite);
  const at = TLS_HANDSHAKE_HEADER_BYTES;
  if (message.length < at + 3) return undefined;
  const bodyBytes = u24(message, 1);
  if (name.includes('PSK') || name.includes('SRP')) return undefined;
  if (isEllipticCurve(name)) {
    if (message[at] + 1 !== bodyBytes) return undefined;
    const fitting = offeredGroups.filter((group) => !isGrease(group) && PUBLIC_BYTES.get(group) === message[at]);
    const group = fitting.length > 1 ? groupOfPoint(message.subarray(at + 1), fitting) : fitting[0];
    return group === undefined ? undefined : { group };
  }
  const valueBytes = u16(message, at);
  if (valueBytes + 2 !== bodyBytes || valueBytes === 0 || valueBytes > MAX_PRIME_BYTES) return undefined;
  // The value is below its modulus, and may lack a leading zero byte.
  if (isFiniteField(name) || name.startsWith('TLS_RSA_')) return { primeBits: Math.ceil(valueBytes / 8) * 64 };
  return undefined;
}

/** Of several groups whose points have this length: the one whose curve the point lies on, or the only one of which that is not known here. */
function groupOfPoint(point: Uint8Array, groups: readonly number[]): number | undefined {
  const unknown: number[] = [];
  for (const group of groups) {
    const curve = CURVE_NAMES.get(group);
    if (curve === undefined) unknown.push(group);
    else if (isOnNamedCurve(point, curve)) return group;
  }
  return unknown.length === 1 ? unknown[0] : undefined;
}

const CURVE_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0016, 'secp256k1'],
  [0x0017, 'P-256'],
  [0x0018, 'P-384'],
  [0x0019, 'P-521'],
]);

/** Bytes of a public value on the wire: curves as uncompressed points (RFC 8422 §5.4.1), x25519 and x448 as they are. */
const PUBLIC_BYTES: ReadonlyMap<number, number> = new Map([
  [0x0012, 49],
  [0x0013, 49],
  [0x0014, 57],
  [0x0015, 57],
  [0x0016, 65],
  [0x0017, 65],
  [0x0018, 97],
  [0x0019, 133],
  [0x001a, 65],
  [0x001b, 97],
  [0x001c, 129],
  [0x001d, 32],
  [0x001e, 56],
  [0x0029, 65],
]);

function isEllipticCurve(name: string): boolean {
  return name.startsWith('TLS_ECDHE_') || name.startsWith('TLS_ECDH_anon_');
}

function isFiniteField(name: string): boolean {
  return name.startsWith('TLS_DHE_') || name.startsWith('TLS_DH_anon_');
}

/** Of an unsigned big-endian integer whose first byte is `first`. */
function integerBits(bytes: number, first: number): number {
  return first === 0 ? (bytes - 1) * 8 : bytes * 8 - Math.clz32(first) + 24;
}
