// Where a coded key or a point may begin in bytes of any kind: a look at a few bytes behind the rare ones that all of them begin with.
// It proves nothing and misses nothing that is whole: what it points at is parsed by others. Of random bytes one in 15,000 is pointed at.

const CHARACTERS = Buffer.from('0-"s\u0004');
const SEQUENCE = 0x30;
const INTEGER = 2;
const DASH = 0x2d;
const QUOTE = 0x22;
const UNCOMPRESSED = 4;
const LOWER_K = 0x6b;
const LOWER_S = 0x73;
const LOWER_H = 0x68;
/** A SubjectPublicKeyInfo of X25519 has 44 bytes, two of them its tag and length. */
const MIN_DER_CONTENT = 38;
/** Of 04 ‖ x ‖ y on P-256 and secp256k1, P-384 and P-521. */
const POINT_BYTES = new Uint8Array(256);
for (const bytes of [65, 97, 133]) POINT_BYTES[bytes] = 1;
/** Members may stand in front of "kty", and a modulus is the longest of them. */
const JWK_LEAD_BYTES = 768;
/** "ecdsa-" and a length in front of "sha2-nistp". */
const LEAD_BYTES = 16;

/** A bit for each first byte, and the bits of those that a byte may follow: most bytes of text that might begin a mark are done with here. */
const FIRST = new Uint8Array(256);
CHARACTERS.forEach((byte, bit) => {
  FIRST[byte] = 1 << bit;
});
const FOLLOWS = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const isLength = byte <= 0x82 && (byte >= 0x80 || byte >= MIN_DER_CONTENT);
  if (isLength) FOLLOWS[byte] |= FIRST[SEQUENCE];
  if (byte === DASH) FOLLOWS[byte] |= FIRST[DASH];
  if (byte === LOWER_K) FOLLOWS[byte] |= FIRST[QUOTE];
  if (byte === LOWER_S || byte === LOWER_H) FOLLOWS[byte] |= FIRST[LOWER_S];
  FOLLOWS[byte] |= FIRST[UNCOMPRESSED];
}

/** The next place at or behind `from` where a key may stand, `end` where there is none. `start`: the first of the bytes. */
export function nextKeyMark(bytes: Uint8Array, start: number, from: number, end: number): number {
  // What stands behind the last byte is not looked at here: nothing is read outside of the bytes.
  const last = Math.min(end, bytes.length - 1);
  for (let at = from; at < last; at++) {
    const first = FIRST[bytes[at]];
    if (first !== 0 && (first & FOLLOWS[bytes[at + 1]]) !== 0 && isMark(bytes, start, at)) return at;
  }
  return last >= from && last < end && isMark(bytes, start, last) ? last : end;
}

/** How far in front of the mark what it belongs to may begin. */
export function keyMarkLead(bytes: Uint8Array, at: number): number {
  return bytes[at] === QUOTE ? JWK_LEAD_BYTES : LEAD_BYTES;
}

function isMark(bytes: Uint8Array, start: number, at: number): boolean {
  switch (bytes[at]) {
    case SEQUENCE:
      return beginsDer(bytes, at);
    case DASH:
      return isText(bytes, at, '-----BEGIN ');
    case QUOTE:
      return isText(bytes, at, '"kty"');
    case UNCOMPRESSED:
      return at === start || POINT_BYTES[bytes[at - 1]] === 1;
    default:
      return isText(bytes, at, 'ssh-') || isText(bytes, at, 'sha2-nistp');
  }
}

/** A length in as few bytes as it takes that leaves room for a key, then a SEQUENCE or an INTEGER whose length is smaller. */
function beginsDer(bytes: Uint8Array, at: number): boolean {
  const length = bytes[at + 1];
  if (length > 0x82 || (length < 0x80 && length < MIN_DER_CONTENT)) return false;
  const inner = at + (length < 0x80 ? 2 : length === 0x81 ? 3 : 4);
  if (length === 0x81 && bytes[at + 2] < 0x80) return false;
  if (length === 0x82 && (bytes[at + 2] === 0 || bytes[at + 2] > 0x3f)) return false;
  if (bytes[inner] === INTEGER) return bytes[inner + 1] <= 0x82;
  return bytes[inner] === SEQUENCE && bytes[inner + 1] <= length;
}

function isText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
