// Bytes written into host names: base32 in three alphabets, hex, base64url (RFC 4648 §5–§8; iodine's base32). Any one-to-one alphabet of 32
// leaves uniform bytes uniform, so which of the three it was decides nothing.

const ALPHABETS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz234567',
  '0123456789abcdefghijklmnopqrstuv',
  'abcdefghijklmnopqrstuvwxyz012345',
];
const HEX = /^[0-9a-f]+$/i;
const BASE64URL = /^[\w-]+$/;

/** `texts`: one a name. Undefined where they are not all of one coding. Words are never hex or base32 for long: digits are missing. */
export function decodeLabels(texts: readonly string[]): Uint8Array | undefined {
  const all = texts.join('');
  if (!/\d/.test(all) || !/[a-z]/i.test(all)) return undefined;
  if (HEX.test(all)) return Buffer.concat(texts.map((text) => Buffer.from(text.slice(0, text.length & ~1), 'hex')));
  const lower = all.toLowerCase();
  // Names may change case on their way (draft-vixie-dnsext-dns0x20), so one case or any: base32 is tried first.
  const isOneCase = all === lower || all === all.toUpperCase();
  const alphabet = ALPHABETS.find(
    (letters) => isOneCase && [...new Set(lower)].every((letter) => letters.includes(letter)),
  );
  if (alphabet !== undefined) return Buffer.concat(texts.map((text) => decodeBase32(text.toLowerCase(), alphabet)));
  return BASE64URL.test(all) && !isOneCase
    ? Buffer.concat(texts.map((text) => Buffer.from(text, 'base64url')))
    : undefined;
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
