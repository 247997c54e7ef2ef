// Where a bare key of 32, 33, 49 or 67 bytes may stand in an opening: keys without a mark pass their test by chance, so only a few places count.

export interface KeyPosition {
  readonly offset: number;
  /** Bytes of the field, as far as its surroundings tell; undefined where only its beginning is known. */
  readonly length: number | undefined;
  /** A field inside the message, not all of it. */
  readonly isField: boolean;
}

/** A message, by where it begins and ends in its bytes. */
export interface MessageSpan {
  readonly start: number;
  readonly end: number;
}

/** Lengths of keys that are tested without a mark. */
const KEY_LENGTHS = new Set([32, 33, 49, 67]);
/** First messages of known exchanges that begin with a bare key: Noise (e and payload), Threema, X25519 with a tag, nonce or signature. */
const OPENING_LENGTHS = new Set([32, 40, 44, 48, 56, 60, 64, 72, 80, 96, 112, 128]);
/** Clear headers in front of a key that fills the rest. */
const HEADERS: readonly number[] = [2, 3, 4, 5, 8];
/** How far into an opening nested protobuf fields are looked for. */
const FIELD_SCAN_BYTES = 128;
const PREFIX_SCAN_BYTES = 12;
const POSITION_CAP = 4;

/** Places in the first messages of a direction; at most four. */
export function keyPositions(bytes: Uint8Array, messages: readonly MessageSpan[]): KeyPosition[] {
  const positions: KeyPosition[] = [];
  messages.forEach(({ start, end }, i) => {
    const length = end - start;
    if (KEY_LENGTHS.has(length)) add(positions, start, length, false);
    else if (i === 0 && OPENING_LENGTHS.has(length)) add(positions, start, undefined, false);
    addPrefixed(positions, bytes, start, end);
  });
  // An opening may be written in several pieces: fields are looked for across them.
  if (messages.length > 0) addFields(positions, bytes, messages[0].start, bytes.length);
  for (const { start, end } of messages) {
    for (const header of HEADERS) if (end - start - header === 32) add(positions, start + header, 32, false);
  }
  return positions;
}

function add(positions: KeyPosition[], offset: number, length: number | undefined, isField: boolean): void {
  if (positions.length === POSITION_CAP || positions.some((known) => known.offset === offset)) return;
  positions.push({ offset, length, isField });
}

/** Behind a length of one, two or four bytes that equals a key's. A lone byte counts only behind a zero or at the beginning. */
function addPrefixed(positions: KeyPosition[], bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < Math.min(start + PREFIX_SCAN_BYTES, end - 32); at++) {
    const length = bytes[at];
    if (!KEY_LENGTHS.has(length)) continue;
    const isLittle = bytes[at + 1] === 0;
    const width = !isLittle ? 1 : bytes[at + 2] === 0 && bytes[at + 3] === 0 ? 4 : 2;
    if (at + width + length > end) continue;
    if (isLittle || at === start || bytes[at - 1] === 0) add(positions, at + width, length, true);
  }
}

/** Protobuf fields 1 … 15 of wire type 2 (bytes). */
function addFields(positions: KeyPosition[], bytes: Uint8Array, start: number, end: number): void {
  const last = Math.min(start + FIELD_SCAN_BYTES, end - 34);
  for (let at = start; at <= last; at++) {
    const tag = bytes[at];
    const length = bytes[at + 1];
    if ((tag & 7) !== 2 || tag < 0x0a || tag > 0x7a || !KEY_LENGTHS.has(length) || at + 2 + length > end) continue;
    add(positions, at + 2, length, true);
    at += 1 + length;
  }
}
