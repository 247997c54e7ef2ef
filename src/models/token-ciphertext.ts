// Ciphertext written as text inside a body: base64 or hex tokens whose decoded bytes, taken together, are uniform and no known format.
// One such token is common (ids, cookies); a body that consists of them is not: the share of the body decides.

import { measureBytes, type Uniformity } from '../features/uniformity.ts';
import { probeDecompression } from './decompression-probe.ts';
import { knownMagic } from './media-magic.ts';
import { decodeText } from './text-coding.ts';

export interface TokenCiphertext {
  /** Of all tokens together. */
  readonly uniformity: Uniformity;
  /** Their characters over all characters of the body, 0..1. */
  readonly share: number;
}

const MIN_TOKEN_CHARACTERS = 48;
const MAX_TOKENS = 64;
/** Fewer decoded bytes may be an id. */
const MIN_DECODED_BYTES = 128;
const MIN_BODY_SHARE = 0.6;

/** Undefined unless most of `body` is such tokens. */
export function findTokenCiphertext(body: Uint8Array): TokenCiphertext | undefined {
  const text = body.includes(PERCENT) ? percentDecoded(body) : body;
  const decoded: Uint8Array[] = [];
  let characters = 0;
  for (let start = 0; start < text.length && decoded.length < MAX_TOKENS; ) {
    let end = start;
    while (end < text.length && isTokenCharacter(text[end])) end++;
    for (let padding = 0; padding < 2 && text[end] === EQUALS; padding++) end++;
    if (end - start >= MIN_TOKEN_CHARACTERS) {
      const token = decodeText(text.subarray(start, end));
      if (token !== undefined && knownMagic(token.decoded) === undefined) {
        decoded.push(token.decoded);
        characters += end - start;
      }
    }
    start = Math.max(end, start + 1);
  }
  const share = characters / Math.max(1, text.length);
  const bytes = Buffer.concat(decoded);
  if (share < MIN_BODY_SHARE || bytes.length < MIN_DECODED_BYTES) return undefined;
  const uniformity = measureBytes(bytes);
  if (uniformity.verdict !== 'uniform') return undefined;
  return decoded.some((token) => probeDecompression(token, 0) !== undefined) ? undefined : { uniformity, share };
}

const PERCENT = 0x25;
const EQUALS = 0x3d;

/** `%2B` and the like of form bodies as the bytes they stand for; a `%` without two hex digits stays. */
function percentDecoded(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length);
  let length = 0;
  for (let i = 0; i < body.length; i++) {
    const high = body[i] === PERCENT ? hexValue(body[i + 1]) : -1;
    const low = high >= 0 ? hexValue(body[i + 2]) : -1;
    if (low >= 0) {
      out[length++] = high * 16 + low;
      i += 2;
    } else {
      out[length++] = body[i];
    }
  }
  return out.subarray(0, length);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The alphabets of base64 and base64url (RFC 4648 §4, §5); the padding stands at the end only, before a token `=` is a separator. */
function isTokenCharacter(byte: number): boolean {
  const lower = byte | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x5f
  );
}
