// Bytes written into host names: base32 in three alphabets, hex, base64url (RFC 4648 §5–§8; iodine's base32). Any one-to-one alphabet of 32
// leaves uniform bytes uniform, so which of the three it was decides nothing.

export const LABEL_ALPHABETS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz234567',
  '0123456789abcdefghijklmnopqrstuv',
  'abcdefghijklmnopqrstuvwxyz012345',
];
/** (58/64)^128: one in 300,000. */
const MIN_NOISE_CHARACTERS = 128;
const HEX = /^[0-9a-f]+$/i;
const BASE64URL = /^[\w-]+$/;

/** `texts`: one a name. Undefined where they are not all of one coding. Words are never hex or base32 for long: digits are missing. */
export function decodeLabels(texts: readonly string[]): Uint8Array[] | undefined {
  const all = texts.join('');
  if (!/\d/.test(all) || !/[a-z]/i.test(all)) return undefined;
  if (HEX.test(all)) return texts.map((text) => Buffer.from(text.slice(0, text.length & ~1), 'hex'));
  const lower = all.toLowerCase();
  const isOneCase = all === lower || all === all.toUpperCase();
  if (!isOneCase && !isCaseNoise(lower)) {
    return BASE64URL.test(all) ? texts.map((text) => Buffer.from(text, 'base64url')) : undefined;
  }
  const alphabet = alphabetOf(lower);
  return alphabet === undefined ? undefined : texts.map((text) => decodeBase32(text.toLowerCase(), alphabet));
}

/** Some resolvers ask in letters of random case (draft-vixie-dnsext-dns0x20). Base64url of so many bytes shows symbols that each alphabet of 32 lacks. */
function isCaseNoise(lower: string): boolean {
  return lower.length >= MIN_NOISE_CHARACTERS && alphabetOf(lower) !== undefined;
}

function alphabetOf(lower: string): string | undefined {
  const used = [...new Set(lower)];
  return LABEL_ALPHABETS.find((letters) => used.every((letter) => letters.includes(letter)));
}

function decodeBase32(text: string, alphabet: string): Uint8Array {
  const out = new Uint8Array(Math.floor((text.length * 5) / 8));
  let filled = 0;
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out[filled++] = (held >> bits) & 0xff;
  }
  return out.subarray(0, filled);
}
