// Keys without a mark at the structural positions of a first message: X25519, Ed25519 and compressed points.
// One of them is met by chance in 32, 16 or 256 tries; the tries are counted, so that many flows together can prove what one cannot.

import { isPrintable } from '../base/printable-ascii.ts';
import { COMPRESSED_CHANCE_BITS, compressedPointAt } from './compressed-point.ts';
import { isEd25519Key, isX25519Key, KEY_25519_BYTES, X25519_CHANCE_BITS } from './curve-25519.ts';
import type { KeyArtefact } from './key-artefact.ts';
import { LARGEST_BARE_CHANCE } from './key-chance.ts';
import { type KeyPosition, keyPositions, type MessageSpan } from './key-position.ts';

export interface BareKeys {
  readonly keys: readonly KeyArtefact[];
  /** Positions that were tried. */
  readonly tried: number;
}

/** 32 random bytes have fewer different values once in five million tries, and more printable ones once in 400,000; text and structure fail. */
const MIN_DISTINCT = 22;
const MAX_PRINTABLE = 24;
/** Signal and libsodium's boxes mark Curve25519 keys with this byte where they have 33. */
const DJB_TYPE = 5;

/** A message is tried as an X25519 key, a field as an Ed25519 key too. */
const FIELD_CHANCE_BITS = -Math.log2(LARGEST_BARE_CHANCE);

const NONE: BareKeys = { keys: [], tried: 0 };

/** `messages`: the first ones of a direction, or a decoded field. Never throws. */
export function findBareKeys(bytes: Uint8Array, messages: readonly MessageSpan[]): BareKeys {
  if (bytes.length < KEY_25519_BYTES) return NONE;
  const keys: KeyArtefact[] = [];
  let tried = 0;
  for (const position of keyPositions(bytes, messages)) {
    if (!isVaried(bytes, position.offset)) continue;
    tried++;
    const key = keyAt(bytes, position);
    if (key !== undefined) keys.push(key);
  }
  return tried === 0 ? NONE : { keys, tried };
}

/** The same opening comes again and again: of a server's static key, of a hello that is sent anew. Direct-mapped, by the first bytes. */
const CACHE_SLOTS = 1024;
const cachedBytes = new Uint8Array(CACHE_SLOTS * KEY_25519_BYTES);
/** 0 empty, 1 no key, 2 a key. */
const cachedVerdicts = new Uint8Array(CACHE_SLOTS);

/** Tested once for the same bytes. */
export function isX25519(bytes: Uint8Array, at: number): boolean {
  if (at + KEY_25519_BYTES > bytes.length) return false;
  if ((bytes[at + 31] & 0x80) !== 0) return false;
  const slot = bytes[at] | ((bytes[at + 1] & 3) << 8);
  const from = slot * KEY_25519_BYTES;
  if (cachedVerdicts[slot] !== 0) {
    let i = 0;
    while (i < KEY_25519_BYTES && cachedBytes[from + i] === bytes[at + i]) i++;
    if (i === KEY_25519_BYTES) return cachedVerdicts[slot] === 2;
  }
  const verdict = isX25519Key(bytes, at);
  for (let i = 0; i < KEY_25519_BYTES; i++) cachedBytes[from + i] = bytes[at + i];
  cachedVerdicts[slot] = verdict ? 2 : 1;
  return verdict;
}

function keyAt(bytes: Uint8Array, { offset, length, isField }: KeyPosition): KeyArtefact | undefined {
  if (length === 33 && bytes[offset] === DJB_TYPE && isX25519(bytes, offset + 1)) {
    return bare('x25519', bytes, offset + 1, KEY_25519_BYTES, X25519_CHANCE_BITS);
  }
  if (length === undefined || length === KEY_25519_BYTES) {
    const chanceBits = isField ? FIELD_CHANCE_BITS : X25519_CHANCE_BITS;
    if (isX25519(bytes, offset)) return bare('x25519', bytes, offset, KEY_25519_BYTES, chanceBits);
    return isField && isEd25519Key(bytes, offset)
      ? bare('ed25519', bytes, offset, KEY_25519_BYTES, chanceBits)
      : undefined;
  }
  const point = compressedPointAt(bytes, offset, length);
  return point === undefined
    ? undefined
    : {
        form: 'compressed_point',
        algorithm: point.curve,
        offset,
        length,
        chanceBits: COMPRESSED_CHANCE_BITS,
        isPrivate: false,
        identity: point.uncompressed,
      };
}

function bare(algorithm: string, bytes: Uint8Array, offset: number, length: number, chanceBits: number): KeyArtefact {
  const identity = bytes.subarray(offset, offset + length);
  return { form: 'raw', algorithm, offset, length, chanceBits, isPrivate: false, identity };
}

const seen = new Uint32Array(256);
let turn = 0;

function isVaried(bytes: Uint8Array, at: number): boolean {
  turn = (turn + 1) >>> 0;
  let distinct = 0;
  let printable = 0;
  for (let i = at; i < at + KEY_25519_BYTES; i++) {
    if (isPrintable(bytes[i])) printable++;
    if (seen[bytes[i]] === turn) continue;
    seen[bytes[i]] = turn;
    distinct++;
  }
  return distinct >= MIN_DISTINCT && printable <= MAX_PRINTABLE;
}
