// Telegram's MTProto over TCP, by the client's first bytes: the obfuscated header, which carries its own key, or a plain req_pq request.
// https://core.telegram.org/mtproto/mtproto-transports. Only the four bytes of the tag are ever decrypted to be compared.

import { createDecipheriv } from 'node:crypto';

const HEADER_BYTES = 64;
const KEY_AT = 8;
const IV_AT = 40;
const TAG_AT = 56;
/** Transports: abridged, intermediate, padded intermediate; the tag is the byte four times. */
const TAGS = new Map([
  [0xef, 'abridged'],
  [0xee, 'intermediate'],
  [0xdd, 'padded intermediate'],
]);
/** A random header has 512 bits of which this many are ones in all but 1 of 10^9 cases (σ = 11.3). */
const LEAST_ONES = 188;
const MOST_ONES = 324;
/** auth_key_id 0, message id, length. */
const PLAIN_HEADER_BYTES = 20;
/** Constructors of req_pq and req_pq_multi, little-endian. */
const REQ_PQ = 0x60469778;
const REQ_PQ_MULTI = 0xbe7e8ef1;

export interface MtprotoOpening {
  readonly transport: string;
  /** The header was obfuscated, and proved by decrypting it with the key that it carries. */
  readonly obfuscated: boolean;
}

/** `prefix`: the client's first bytes. Undefined where they are no opening. */
export function readMtprotoOpening(prefix: Uint8Array): MtprotoOpening | undefined {
  return readPlain(prefix) ?? readObfuscated(prefix);
}

function readObfuscated(prefix: Uint8Array): MtprotoOpening | undefined {
  if (prefix.length < HEADER_BYTES || !looksRandom(prefix)) return undefined;
  const cipher = createDecipheriv('aes-256-ctr', prefix.subarray(KEY_AT, IV_AT), prefix.subarray(IV_AT, TAG_AT));
  const plain = cipher.update(prefix.subarray(0, HEADER_BYTES));
  const transport = TAGS.get(plain[TAG_AT]);
  if (transport === undefined) return undefined;
  for (let i = 1; i < 4; i++) if (plain[TAG_AT + i] !== plain[TAG_AT]) return undefined;
  return { transport, obfuscated: true };
}

/** Spares nearly all other protocols the key schedule. */
function looksRandom(prefix: Uint8Array): boolean {
  let ones = 0;
  for (let i = 0; i < HEADER_BYTES; i++) {
    for (let rest = prefix[i]; rest !== 0; rest &= rest - 1) ones += 1;
  }
  return ones >= LEAST_ONES && ones <= MOST_ONES;
}

function readPlain(prefix: Uint8Array): MtprotoOpening | undefined {
  const first = prefix[0];
  if (first === 0xef) {
    return isReqPq(prefix, 2, (prefix[1] ?? 0) * 4) ? { transport: 'abridged', obfuscated: false } : undefined;
  }
  if (first !== 0xee || prefix.length < 8) return undefined;
  for (let i = 1; i < 4; i++) if (prefix[i] !== 0xee) return undefined;
  return isReqPq(prefix, 8, word(prefix, 4)) ? { transport: 'intermediate', obfuscated: false } : undefined;
}

function isReqPq(prefix: Uint8Array, at: number, length: number): boolean {
  if (prefix.length < at + PLAIN_HEADER_BYTES + 4 || length < PLAIN_HEADER_BYTES + 4) return false;
  for (let i = 0; i < 8; i++) if (prefix[at + i] !== 0) return false;
  const method = word(prefix, at + PLAIN_HEADER_BYTES);
  return method === REQ_PQ || method === REQ_PQ_MULTI;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
