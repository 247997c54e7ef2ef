// Is a run of bytes all base64 or all hex (RFC 4648)? Then it is text, and what it codes is judged after decoding.

export interface TextCoding {
  readonly coding: 'base64' | 'hex';
  readonly decoded: Uint8Array;
}

/** Long enough that words, numbers and host names do not pass. */
const MIN_CHARACTERS = 48;

const PERCENT = 0x25;

const DIGIT = 1;
const HEX_LETTER = 2;
const LOWER = 4;
const UPPER = 8;
const SYMBOL = 16;
const BREAK = 32;
const OTHER = 64;

const CLASS_OF = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));

/** The coding of `bytes`, base64url included, or undefined. Line breaks are allowed, any other character is not. */
export function decodeText(bytes: Uint8Array): TextCoding | undefined {
  if (bytes.length < MIN_CHARACTERS) return undefined;
  let seen = 0;
  for (const byte of bytes) {
    seen |= CLASS_OF[byte];
    if (seen >= OTHER) return undefined;
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/[\r\n]/g, '');
  if (text.length < MIN_CHARACTERS) return undefined;
  if ((seen & ~BREAK) === (DIGIT | HEX_LETTER | LOWER) || (seen & ~BREAK) === (DIGIT | HEX_LETTER | UPPER)) {
    // An odd digit at the end is where the prefix was cut: it is left out.
    if (/^[0-9a-f]+$/i.test(text)) return { coding: 'hex', decoded: Buffer.from(text, 'hex') };
  }
  // Random bits in base64 show all three kinds within 48 characters but for one case in 5,000.
  const mixed = (seen & LOWER) !== 0 && (seen & UPPER) !== 0 && (seen & DIGIT) !== 0;
  return mixed ? { coding: 'base64', decoded: Buffer.from(text, 'base64') } : undefined;
}

function classOf(byte: number): number {
  const character = String.fromCharCode(byte);
  if (/[0-9]/.test(character)) return DIGIT;
  if (/[a-f]/.test(character)) return HEX_LETTER | LOWER;
  if (/[A-F]/.test(character)) return HEX_LETTER | UPPER;
  if (/[g-z]/.test(character)) return LOWER;
  if (/[G-Z]/.test(character)) return UPPER;
  if (/[-+/_=]/.test(character)) return SYMBOL;
  return byte === 0x0d || byte === 0x0a ? BREAK : OTHER;
}

/** `%2B` and the like of form bodies as the bytes they stand for; a `%` without two hex digits stays. */
export function percentDecoded(body: Uint8Array): Uint8Array {
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
