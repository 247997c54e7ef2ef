// Bencoding (BEP 3), as far as finding where a dictionary ends: BitTorrent's DHT messages are one each.

const DICTIONARY = 0x64;
const LIST = 0x6c;
const INTEGER = 0x69;
const END = 0x65;
const COLON = 0x3a;
const MINUS = 0x2d;
const MAX_DEPTH = 8;

/** One past the dictionary that begins at `start`; undefined where none does, or it does not end before `end`. */
export function bencodedDictionaryEnd(bytes: Uint8Array, start: number, end: number): number | undefined {
  return bytes[start] === DICTIONARY ? valueEnd(bytes, start, end, 0) : undefined;
}

function valueEnd(bytes: Uint8Array, start: number, end: number, depth: number): number | undefined {
  if (start >= end || depth > MAX_DEPTH) return undefined;
  const kind = bytes[start];
  if (kind === INTEGER) return integerEnd(bytes, start + 1, end);
  if (kind !== DICTIONARY && kind !== LIST) return stringEnd(bytes, start, end);
  let at = start + 1;
  while (at < end && bytes[at] !== END) {
    // Keys of dictionaries are strings.
    const key = kind === DICTIONARY ? stringEnd(bytes, at, end) : at;
    const next = key === undefined ? undefined : valueEnd(bytes, key, end, depth + 1);
    if (next === undefined) return undefined;
    at = next;
  }
  return at < end ? at + 1 : undefined;
}

function stringEnd(bytes: Uint8Array, start: number, end: number): number | undefined {
  let length = 0;
  let at = start;
  while (at < end && at - start < 5 && isDigit(bytes[at])) length = length * 10 + bytes[at++] - 0x30;
  if (at === start || bytes[at] !== COLON) return undefined;
  return at + 1 + length <= end ? at + 1 + length : undefined;
}

function integerEnd(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const first = at;
  while (at < end && at - first < 20 && isDigit(bytes[at])) at += 1;
  return at > first && bytes[at] === END && at < end ? at + 1 : undefined;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
