// Length-prefixed framing: a header field whose value plus a constant gives the length of every frame, so that a walk lands on every end.
// Evidence is counted in bits against chance and paid for every hypothesis that was tried; a walk on random bytes declares one in 2^16 at most.

import type { TlsRecordLog } from '../flows/finished-flow.ts';
import { type FramingUnits, hasDistinctLengths } from './framing-units.ts';

/** Where the length stands and how a frame's length follows from it. One reused object per caller. */
export interface LengthPrefix {
  /** Bits against chance; 0 when no framing was found. */
  bits: number;
  /** Bytes of the frame before the length field. */
  offset: number;
  /** Bytes of the length field, 0 for a base-128 varint (least significant group first). */
  width: number;
  littleEndian: boolean;
  /** Frame length minus the field's value; for a varint without the varint's own bytes. */
  added: number;
  /** Frames walked, and messages or turns that began the direction without the framing. */
  frames: number;
  unframed: number;
  /** Stream offset of the first frame. */
  from: number;
}

interface Coding {
  readonly width: number;
  readonly littleEndian: boolean;
}

const CODINGS: readonly Coding[] = [
  { width: 1, littleEndian: false },
  { width: 0, littleEndian: true },
  { width: 2, littleEndian: false },
  { width: 2, littleEndian: true },
  { width: 3, littleEndian: false },
  { width: 3, littleEndian: true },
  { width: 4, littleEndian: false },
  { width: 4, littleEndian: true },
];
const MAX_OFFSET = 8;
/** A constant beyond this is a coincidence rather than a header or a tag. */
const MAX_FITTED = 64;
/** Messages beyond this would hold so many frames of a one-byte length that a walk lands by chance. */
const MAX_BYTE_FRAMED = 1024;
const MAX_UNFRAMED = 4;
const MAX_FRAMES_PER_UNIT = 64;
/** From so many equal lengths in a row on, a stretch may be filler (zeros, a constant) instead of frames. */
const FILLER_RUN = 3;
/** From this many landings on, the last stretch may fail: a capture may end inside a frame. */
const TOLERANT_UNITS = 3;
/** Price of choosing one of 9 offsets × 8 codings × 3 constants × 2 views, and of where the framing starts. */
const HYPOTHESIS_BITS = Math.log2((MAX_OFFSET + 1) * CODINGS.length * 3 * 2);
const START_BITS_FIRST = 1;
const START_BITS_LATER = 3;
export const FRAMING_DECLARED_BITS = 16;

/** First bytes that are all printable belong to a text protocol. */
const TEXT_BYTES = 12;

const FAILED = 0;
const UNREADABLE = -1;
const FILLER = -2;

let varintBytes = 0;
let firstValueBits = 0;
let goodBits = 0;
let goodFrames = 0;
const goodLengths = new Uint32Array(32);

export function createLengthPrefix(): LengthPrefix {
  return { bits: 0, offset: 0, width: 0, littleEndian: false, added: 0, frames: 0, unframed: 0, from: 0 };
}

/** Improves `best` with the framing of `units` if there is one that beats it. */
export function findLengthPrefix(prefix: Uint8Array, units: FramingUnits, best: LengthPrefix): void {
  if (units.count < 2 || !hasDistinctLengths(units) || beginsAsText(prefix, units)) return;
  const lastStart = Math.min(MAX_UNFRAMED, units.count - 3);
  for (let start = 0; start === 0 || start <= lastStart; start++) {
    const price = HYPOTHESIS_BITS + (start === 0 ? START_BITS_FIRST : START_BITS_LATER);
    for (let offset = 0; offset <= MAX_OFFSET; offset++) {
      // One-byte fields need many messages to be believed: not worth trying at every start.
      for (let c = start === 0 ? 0 : 2; c < CODINGS.length; c++)
        tryCoding(prefix, units, start, offset, c, price, best);
    }
    if (best.bits >= FRAMING_DECLARED_BITS) return;
  }
}

/** TLS records were walked while the stream came: type and version, then a 16-bit length (RFC 8446 §5.1). False when they are too few. */
export function readTlsRecords(records: TlsRecordLog, best: LengthPrefix): boolean {
  let bits = -(HYPOTHESIS_BITS + START_BITS_FIRST);
  let distinct = 0;
  for (let i = 0; i < records.count && distinct < goodLengths.length; i++) {
    const bytes = records.lengths[i];
    if (isKnownLength(bytes, distinct)) continue;
    goodLengths[distinct++] = bytes;
    bits += informationBits(bytes, 2);
  }
  if (distinct < 2 || bits < FRAMING_DECLARED_BITS) return false;
  best.bits = bits;
  best.offset = 3;
  best.width = 2;
  best.littleEndian = false;
  best.added = 5;
  best.frames = records.count;
  best.unframed = 0;
  return true;
}

function tryCoding(
  prefix: Uint8Array,
  units: FramingUnits,
  start: number,
  offset: number,
  c: number,
  price: number,
  best: LengthPrefix,
): void {
  const coding = CODINGS[c];
  const bytes = units.bytes[start];
  const value = readLength(prefix, units.offset[start] + offset, coding);
  if (value < 0 || value > bytes || (coding.width === 1 && bytes > MAX_BYTE_FRAMED)) return;
  const varint = coding.width === 0;
  const header = offset + (varint ? varintBytes : coding.width);
  const following = varint ? 0 : header;
  const fitted = bytes - value - (varint ? header : 0);
  tryConstant(prefix, units, start, offset, coding, following, 0, price, best);
  if (!varint) tryConstant(prefix, units, start, offset, coding, 0, 0, price, best);
  if (fitted > 0 && fitted <= MAX_FITTED && fitted !== following) {
    tryConstant(prefix, units, start, offset, coding, fitted, 1, price, best);
  }
}

function tryConstant(
  prefix: Uint8Array,
  units: FramingUnits,
  start: number,
  offset: number,
  coding: Coding,
  added: number,
  fittedUnits: number,
  price: number,
  best: LengthPrefix,
): void {
  goodBits = 0;
  goodFrames = 0;
  let distinct = 0;
  let spent = fittedUnits;
  for (let u = start; u < units.count; u++) {
    const frames = walk(prefix, units.offset[u], units.bytes[u], offset, coding, added);
    if (frames === FAILED && (u < units.count - 1 || u < start + TOLERANT_UNITS)) return;
    if (frames <= 0 && frames !== FILLER) break;
    if (frames === FILLER || isKnownLength(units.bytes[u], distinct)) continue;
    goodLengths[distinct++] = units.bytes[u];
    goodFrames += frames;
    if (spent > 0) spent--;
    else goodBits += firstValueBits;
  }
  const bits = goodBits - price;
  if (distinct < 2 || bits <= 0 || bits < best.bits || (bits === best.bits && coding.width <= best.width)) return;
  best.bits = bits;
  best.offset = offset;
  best.width = coding.width;
  best.littleEndian = coding.littleEndian;
  best.added = added;
  best.frames = goodFrames;
  best.unframed = start;
}

/** Frames of one stretch when every one lands, else FAILED, UNREADABLE (a header is not in the prefix) or FILLER. */
function walk(prefix: Uint8Array, at: number, bytes: number, offset: number, coding: Coding, added: number): number {
  let position = 0;
  let frames = 0;
  let equal = 1;
  let previous = -1;
  while (position < bytes) {
    const value = readLength(prefix, at + position + offset, coding);
    if (value < 0) return UNREADABLE;
    const header = offset + (coding.width === 0 ? varintBytes : coding.width);
    const length = value + added + (coding.width === 0 ? header : 0);
    if (length < header || length > bytes - position) return FAILED;
    if (frames === 0) firstValueBits = informationBits(value, coding.width === 0 ? varintBytes : coding.width);
    equal = value === previous ? equal + 1 : 1;
    if (equal >= FILLER_RUN && isFiller(prefix, at + position + header, length - header)) return FILLER;
    previous = value;
    position += length;
    if (++frames > MAX_FRAMES_PER_UNIT) return UNREADABLE;
  }
  return frames;
}

/** Empty frames, or a body that begins with the last byte of the length field: a constant repeats itself. */
function isFiller(prefix: Uint8Array, body: number, bodyBytes: number): boolean {
  return bodyBytes === 0 || prefix[body] === prefix[body - 1];
}

/** Eight bits a significant byte, one bit a leading zero byte: zeros are common in binary headers. */
function informationBits(value: number, width: number): number {
  const significant = value > 0xffffff ? 4 : value > 0xffff ? 3 : value > 0xff ? 2 : 1;
  const counted = Math.min(significant, width);
  return 8 * counted + (width - counted);
}

function isKnownLength(bytes: number, distinct: number): boolean {
  for (let i = 0; i < distinct; i++) if (goodLengths[i] === bytes) return true;
  return false;
}

/** The value at `at`, or −1 when it is not in the prefix or is no valid varint; sets varintBytes. */
function readLength(bytes: Uint8Array, at: number, coding: Coding): number {
  const width = coding.width;
  if (width === 0) return readVarint(bytes, at);
  if (at + width > bytes.length) return -1;
  let value = 0;
  if (coding.littleEndian) for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  else for (let i = 0; i < width; i++) value = value * 256 + bytes[at + i];
  return value;
}

function readVarint(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    if (at + i >= bytes.length) return -1;
    value += (bytes[at + i] & 0x7f) * 2 ** (7 * i);
    if (bytes[at + i] < 0x80) {
      varintBytes = i + 1;
      return value;
    }
  }
  return -1;
}

function beginsAsText(prefix: Uint8Array, units: FramingUnits): boolean {
  const end = units.offset[0] + Math.min(TEXT_BYTES, units.bytes[0]);
  for (let i = units.offset[0]; i < end && i < prefix.length; i++) {
    if (prefix[i] < 0x20 || prefix[i] >= 0x7f) return false;
  }
  return true;
}
