// Public keys, and private ones that should not be there, in a run of bytes: coded forms, points and ML-KEM keys wherever they begin.
// Each carries −log2 of the chance that random bytes show it. A bare key, without a mark, is looked for at structural positions only.

import { type DerKeyForm, derKeyAt } from '../parse/der-key.ts';
import { findJsonWebKeys } from '../parse/json-web-key.ts';
import { openPgpKeyAt } from '../parse/openpgp-key.ts';
import { findOpenSshKeys } from '../parse/openssh-key.ts';
import { findPemBlocks } from '../parse/pem-block.ts';
import { privateContainer } from '../parse/private-container.ts';
import { findCurvePoints } from './curve-points.ts';
import { MlKemKeyBytes, mlKemChanceBits, mlKemKeyAt } from './ml-kem-key.ts';

/** As a key may be written: coded, as text, or as it is. */
export type KeyForm = DerKeyForm | 'pem' | 'jwk' | 'openssh' | 'openpgp' | 'point' | 'compressed_point' | 'raw';

export interface KeyArtefact {
  readonly form: KeyForm;
  /** 'rsa-2048', 'P-256', 'x25519', 'ml-kem-768', … */
  readonly algorithm: string;
  /** Index of the first byte and bytes of the whole artefact. */
  readonly offset: number;
  readonly length: number;
  readonly chanceBits: number;
  readonly isPrivate: boolean;
  /** Modulus, uncompressed point or raw key: what makes two keys the same. Undefined for private keys. */
  readonly identity: Uint8Array | undefined;
}

/** A key and whose bytes hold it; offsets count in that direction's stream. Borrowed like the flow it was found in. */
export interface FlowKey extends KeyArtefact {
  readonly fromOriginator: 0 | 1;
}

/** Of a structure with an object identifier or a magic and lengths that agree to the last byte: at least ten fixed bytes, less 2^14 places and forms. */
const CODED_CHANCE_BITS = 64;
/** An OpenPGP packet: one of eight tags, a length that its fields fill, two versions, an algorithm; then numbers that name their own lengths, or 32 bytes as they are. */
const OPENPGP_CHANCE_BITS = 45;
const OPENPGP_RAW_CHANCE_BITS = 27;
const RAW_KEY_BYTES = 32;
const SCAN_PRICE_BITS = 10;
const ARTEFACT_CAP = 8;
/** In front of an ML-KEM key stand headers, a point or an X25519 key. */
const ML_KEM_SCAN_BYTES = 256;
const SEQUENCE = 0x30;
const MIN_CODED_BYTES = 40;

/**
 * Artefacts that begin in the first `scanBytes`, in order, none inside another; eight at most. `isKnown`: bytes of a recognised cleartext
 * protocol, where ML-KEM keys, which only their coefficients tell, are not looked for. Never throws.
 */
export function findKeyArtefacts(bytes: Uint8Array, scanBytes: number, isKnown = false): KeyArtefact[] {
  const found: KeyArtefact[] = [];
  if (bytes.length < MIN_CODED_BYTES) {
    addPoints(found, bytes, scanBytes);
    return found;
  }
  addDer(found, bytes, scanBytes);
  addTexts(found, bytes, scanBytes);
  addPoints(found, bytes, scanBytes);
  if (!isKnown) addMlKem(found, bytes, scanBytes);
  return found.length < 2 ? found : found.sort((a, b) => a.offset - b.offset).slice(0, ARTEFACT_CAP);
}

function addDer(found: KeyArtefact[], bytes: Uint8Array, scanBytes: number): void {
  for (let at = bytes.indexOf(SEQUENCE); at >= 0 && at < scanBytes; at = bytes.indexOf(SEQUENCE, at + 1)) {
    if (!mayBeDerKey(bytes, at)) continue;
    const key = derKeyAt(bytes, at);
    if (key === undefined) continue;
    const { form, algorithm, length, isPrivate, identity } = key;
    found.push({ form, algorithm, offset: at, length, chanceBits: CODED_CHANCE_BITS, isPrivate, identity });
    if (found.length === ARTEFACT_CAP) return;
    at += length - 1;
  }
}

/** A length that leaves room for a key, then a SEQUENCE or an INTEGER: rules out nearly everything. */
function mayBeDerKey(bytes: Uint8Array, at: number): boolean {
  const length = bytes[at + 1];
  if (length > 0x82 || (length < 0x80 && length < MIN_CODED_BYTES - 2)) return false;
  const inner = bytes[at + (length < 0x80 ? 2 : length === 0x81 ? 3 : 4)];
  return inner === SEQUENCE || inner === 2;
}

/** Text forms, and OpenPGP where a packet opens the bytes. */
function addTexts(found: KeyArtefact[], bytes: Uint8Array, scanBytes: number): void {
  if (bytes.includes(0x2d)) {
    for (const { content, offset, length } of findPemBlocks(bytes, scanBytes)) {
      const key = pemKey(content);
      if (key === undefined) continue;
      found.push({ form: 'pem', offset, length, chanceBits: CODED_CHANCE_BITS, ...key });
    }
    for (const key of findOpenSshKeys(bytes, scanBytes)) {
      found.push({ form: 'openssh', ...key, chanceBits: CODED_CHANCE_BITS, isPrivate: false });
    }
  }
  if (bytes.includes(0x7b)) {
    for (const key of findJsonWebKeys(bytes, scanBytes)) {
      const identity = key.isPrivate ? undefined : key.identity;
      found.push({ form: 'jwk', ...key, identity, chanceBits: CODED_CHANCE_BITS });
    }
  }
  const packet = openPgpKeyAt(bytes, 0);
  if (packet !== undefined) {
    const identity = packet.isPrivate ? undefined : packet.identity;
    const chanceBits = packet.identity.length === RAW_KEY_BYTES ? OPENPGP_RAW_CHANCE_BITS : OPENPGP_CHANCE_BITS;
    found.push({ form: 'openpgp', ...packet, identity, offset: 0, chanceBits });
  }
}

/** A label is text: what it promises counts only where the content is that. */
function pemKey(content: Uint8Array): Pick<KeyArtefact, 'algorithm' | 'isPrivate' | 'identity'> | undefined {
  const key = derKeyAt(content, 0) ?? openPgpKeyAt(content, 0);
  if (key !== undefined) {
    const { algorithm, isPrivate, identity } = key;
    return { algorithm, isPrivate, identity: isPrivate ? undefined : identity };
  }
  const algorithm = privateContainer(content);
  return algorithm === undefined ? undefined : { algorithm, isPrivate: true, identity: undefined };
}

function addPoints(found: KeyArtefact[], bytes: Uint8Array, scanBytes: number): void {
  for (const { offset, length, curve } of findCurvePoints(bytes, scanBytes)) {
    if (isInside(found, offset)) continue;
    const chanceBits = 4 * (length - 1) - SCAN_PRICE_BITS;
    const identity = bytes.subarray(offset, offset + length);
    found.push({ form: 'point', algorithm: curve, offset, length, chanceBits, isPrivate: false, identity });
  }
}

function addMlKem(found: KeyArtefact[], bytes: Uint8Array, scanBytes: number): void {
  const last = Math.min(scanBytes, ML_KEM_SCAN_BYTES, bytes.length - MlKemKeyBytes['ml-kem-512'] + 1);
  for (let at = 0; at < last; at++) {
    if (mayNotBeCoefficients(bytes, at)) continue;
    // Rejected by one of the first coefficients nearly always. A header that also reads as small coefficients is counted into the key.
    const name = mlKemKeyAt(bytes, at);
    if (name === undefined) continue;
    const length = MlKemKeyBytes[name];
    const identity = bytes.subarray(at, at + length);
    if (!isInside(found, at)) {
      const chanceBits = Math.floor(mlKemChanceBits(name)) - SCAN_PRICE_BITS;
      found.push({ form: 'raw', algorithm: name, offset: at, length, chanceBits, isPrivate: false, identity });
    }
    at += length - 1;
  }
}

/** Six coefficients whose high bits alone are too large: two of three random offsets end here. */
function mayNotBeCoefficients(bytes: Uint8Array, at: number): boolean {
  return (
    (bytes[at + 1] & 15) > 13 ||
    bytes[at + 2] > 0xd0 ||
    (bytes[at + 4] & 15) > 13 ||
    bytes[at + 5] > 0xd0 ||
    (bytes[at + 7] & 15) > 13 ||
    bytes[at + 8] > 0xd0
  );
}

function isInside(found: readonly KeyArtefact[], offset: number): boolean {
  return found.some((artefact) => offset >= artefact.offset && offset < artefact.offset + artefact.length);
}
