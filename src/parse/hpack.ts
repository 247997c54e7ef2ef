// Header blocks of HTTP/2 (HPACK, RFC 7541) as far as the first block of a connection needs: static table, literals, and what the block itself adds.
// Invariant: a field that refers to what an earlier block added is left out, never guessed.

import { latin1Text } from './byte-text.ts';

export type HpackField = readonly [name: string, value: string];

const MAX_FIELDS = 64;
const MAX_TEXT_BYTES = 1024;
const STATIC_ENTRIES = 61;

/** The fields in order, up to the first that cannot be read. */
export function readHpackBlock(bytes: Uint8Array, start: number, end: number): HpackField[] {
  const fields: HpackField[] = [];
  const added: HpackField[] = [];
  let at = start;
  const limit = Math.min(end, bytes.length);
  const integer = (prefixBits: number): number | undefined => {
    const mask = (1 << prefixBits) - 1;
    let value = bytes[at++] & mask;
    if (value < mask) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      if (at >= limit) return undefined;
      const byte = bytes[at++];
      value += (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
    return undefined;
  };
  const text = (): string | undefined => {
    if (at >= limit) return undefined;
    const isHuffman = (bytes[at] & 0x80) !== 0;
    const length = integer(7);
    if (length === undefined || at + length > limit) return undefined;
    at += length;
    const from = at - length;
    if (isHuffman) return huffmanText(bytes, from, Math.min(at, from + MAX_TEXT_BYTES));
    return latin1Text(bytes, from, Math.min(at, from + MAX_TEXT_BYTES));
  };
  while (at < limit && fields.length < MAX_FIELDS) {
    const first = bytes[at];
    if ((first & 0x80) !== 0) {
      const field = entry(integer(7), added);
      if (field !== undefined) fields.push(field);
    } else if ((first & 0xe0) === 0x20) {
      // A new size of the dynamic table.
      if (integer(5) === undefined) break;
    } else {
      const isAdded = (first & 0x40) !== 0;
      const index = integer(isAdded ? 6 : 4);
      if (index === undefined) break;
      const name = index === 0 ? text() : entry(index, added)?.[0];
      const value = text();
      if (value === undefined) break;
      const field: HpackField = [name ?? '', value];
      if (isAdded) added.unshift(field);
      if (name !== undefined) fields.push(field);
    }
  }
  return fields;
}

function entry(index: number | undefined, added: readonly HpackField[]): HpackField | undefined {
  if (index === undefined || index === 0) return undefined;
  return index <= STATIC_ENTRIES ? STATIC[index - 1] : added[index - STATIC_ENTRIES - 1];
}

/**
 * Appendix B is a canonical code: codes count up within a length, in the order of their characters. Only the characters with codes of up to
 * 15 bits stand here, which are all printable ones but the backslash; undefined where another one comes.
 */
function huffmanText(bytes: Uint8Array, start: number, end: number): string | undefined {
  let result = '';
  let code = 0;
  let bits = 0;
  for (let at = start; at < end; at++) {
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((bytes[at] >> bit) & 1);
      bits++;
      const character = CODES.get((bits << 16) | code);
      if (character !== undefined) {
        result += character;
        code = 0;
        bits = 0;
      } else if (bits > 15) {
        return undefined;
      }
    }
  }
  // What is left is padding of ones, shorter than a byte.
  return bits < 8 && code === (1 << bits) - 1 ? result : undefined;
}

const BY_LENGTH: readonly (readonly [bits: number, characters: string])[] = [
  [5, '012aceiost'],
  [6, ' %-./3456789=A_bdfghlmnpru'],
  [7, ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz'],
  [8, '&*,;XZ'],
  [10, '!"()?'],
  [11, "'+|"],
  [12, '#>'],
  [13, '\0$@[]~'],
  [14, '^}'],
  [15, '<`{'],
];

const CODES: ReadonlyMap<number, string> = canonicalCodes();

function canonicalCodes(): Map<number, string> {
  const codes = new Map<number, string>();
  let code = 0;
  let previous = 0;
  for (const [bits, characters] of BY_LENGTH) {
    code <<= bits - previous;
    previous = bits;
    for (const character of characters) codes.set((bits << 16) | code++, character);
  }
  return codes;
}

/** Appendix A. */
const STATIC: readonly HpackField[] = readStatic(
  `:authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|:status 200|:status 204|:status 206|:status 304|\
:status 400|:status 404|:status 500|accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges|accept|\
access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|content-encoding|content-language|content-length|\
content-location|content-range|content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|\
if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|\
server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate`,
);

function readStatic(text: string): HpackField[] {
  return text.split('|').map((line) => {
    const space = line.indexOf(' ');
    return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
  });
}
