// Does a message decompress? gzip, zlib, raw deflate and brotli are tried on what the prefix holds of it, with bounded output.
// A hit needs output that is itself not uniform: without that rule brotli accepts one random message in fifteen.

import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, constants, inflateRawSync, inflateSync } from 'node:zlib';
import { ByteHistogram } from '../features/byte-histogram.ts';
import { PREFIX_BYTES } from '../flows/finished-flow.ts';
import { opensAsBrotli, opensAsFixedDeflate } from './compressed-opening.ts';
import { knownMagic } from './media-magic.ts';

const OUTPUT_CAP = 64 * 1024;
const MIN_OUTPUT_BYTES = 64;
const MIN_OUTPUT_SHARE = 0.5;
const MIN_OUTPUT_CHI_SQUARE_Z = 8;
/** A compressed body may stand behind a short clear header. */
const HEADER_BYTES = 32;
/** Random bytes read as fixed Huffman codes give repetitions of anything, one short message in 3,000; what is compressed so is short text. */
const MIN_FIXED_PRINTABLE_SHARE = 0.85;
/** Random bytes soon read as the end of a deflate block, in the middle of the message; a stream goes on to its end. */
const MIN_CONSUMED_SHARE = 0.9;
/**
 * Of random messages of 52 bytes, brotli accepts one in 15,000, as repetitions of a few values and words of its dictionary; of 900,000 messages
 * of 52 to 400 bytes two gave text of this many values, and none this many of any kind.
 */
const MIN_BROTLI_TEXT_VALUES = 24;
const MIN_BROTLI_VALUES = 64;
/** Shorter inputs decompress to too little to be judged. */
const MIN_INPUT_BYTES = 48;

/** Most tries give nothing: a small first chunk of output keeps them cheap. */
const CHUNK_BYTES = 4096;

const DEFLATE_OPTIONS = {
  finishFlush: constants.Z_SYNC_FLUSH,
  maxOutputLength: OUTPUT_CAP,
  chunkSize: CHUNK_BYTES,
  info: true,
} as const;
const BROTLI_OPTIONS = {
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
  maxOutputLength: OUTPUT_CAP,
  chunkSize: CHUNK_BYTES,
  info: true,
} as const;

const histogram = new ByteHistogram();

/**
 * The format in which `message` is compressed or coded, undefined when none was found.
 * `skipped`: header bytes after which the message looked uniform; raw streams are tried there too. Never throws.
 */
export function probeDecompression(message: Uint8Array, skipped: number): string | undefined {
  for (let at = 0; at <= HEADER_BYTES && at < message.length; at++) {
    const format = knownMagic(message, at);
    // Three bytes are met by chance once in 2^19 tries: off the beginning only longer magics, or gzip's that inflates, count.
    if (format !== undefined && (at === 0 || isSafeInside(format))) return format;
    if (isGzipHeader(message, at) && decodes(message.subarray(at + GZIP_FIXED_HEADER), inflateRaw)) return 'gzip';
    if (isZlibHeader(message, at) && decodes(message.subarray(at), inflate)) return 'zlib';
  }
  for (const at of skipped > 0 ? [0, skipped] : [0]) {
    const body = message.subarray(at);
    if (body.length < MIN_INPUT_BYTES) continue;
    if (mayBeDeflate(body) && decodes(body, inflateRaw, isFixedDeflate(body) ? isShortText : undefined))
      return 'deflate';
    if (mayBeBrotli(body) && opensAsBrotli(body) && decodes(body, brotli, isVaried)) return 'brotli';
  }
  return undefined;
}

const GZIP_FIXED_HEADER = 10;
const SHORT_MAGICS = new Set(['gzip', 'bzip2', 'jpeg', 'id3']);

function isSafeInside(format: string): boolean {
  return !SHORT_MAGICS.has(format);
}

/** RFC 1952 §2.3.1 without optional fields, which are rare inside protocols. */
function isGzipHeader(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && bytes[at + 3] === 0;
}

/** RFC 1950 §2.2: method 8, window up to 32 KiB, no dictionary, check bits. */
function isZlibHeader(bytes: Uint8Array, at: number): boolean {
  const cmf = bytes[at];
  if ((cmf & 0x0f) !== 8 || cmf >> 4 > 7) return false;
  const flags = bytes[at + 1];
  return (flags & 0x20) === 0 && (cmf * 256 + flags) % 31 === 0;
}

/** RFC 1951 §3.2.3: block types 0 … 2, a stored block's length agrees with its complement, code counts exist. */
function mayBeDeflate(bytes: Uint8Array): boolean {
  const type = (bytes[0] >> 1) & 3;
  if (type === 3) return false;
  if (type === 0) return ((bytes[1] | (bytes[2] << 8)) ^ (bytes[3] | (bytes[4] << 8))) === 0xffff;
  if (type === 1) return opensAsFixedDeflate(bytes);
  return bytes[0] >> 3 <= 29 && (bytes[1] & 0x1f) <= 29 && hasCompleteLengthCode(bytes);
}

/** Block type 1 (RFC 1951 §3.2.6). */
function isFixedDeflate(bytes: Uint8Array): boolean {
  return ((bytes[0] >> 1) & 3) === 1;
}

/** RFC 1951 §3.2.7: the code of the code lengths must use up all of its code space (Kraft's sum is 1). Random bytes rarely do. */
function hasCompleteLengthCode(bytes: Uint8Array): boolean {
  const lengths = (bytes[1] >> 5) | ((bytes[2] & 1) << 3);
  let space = 0;
  for (let i = 0, bit = 17; i < lengths + 4; i++, bit += 3) {
    const pair = bytes[bit >> 3] | (bytes[(bit >> 3) + 1] << 8);
    const length = (pair >> (bit & 7)) & 7;
    if (length > 0) space += 128 >> length;
  }
  return space === 128;
}

/** RFC 7932 §9.1, §9.2: window size, then a first meta-block that holds compressed data of a sensible length. */
function mayBeBrotli(bytes: Uint8Array): boolean {
  let bits = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24);
  const windowBits = (bits & 1) === 0 ? 1 : (bits & 0xe) !== 0 ? 4 : 7;
  if ((bits & 0x7f) === 0x11) return false;
  bits >>>= windowBits;
  const isLast = (bits & 1) === 1;
  if (isLast && (bits & 2) !== 0) return false;
  bits >>>= isLast ? 2 : 1;
  const nibbles = (bits & 3) + 4;
  if (nibbles === 7) return false;
  bits >>>= 2;
  // Lengths take no more nibbles than they need; a meta-block that is not the last may be stored, and then nothing is decompressed.
  // (Six nibbles may reach beyond the four bytes that were read.)
  if (nibbles === 6) return true;
  if (nibbles === 5 && ((bits >>> 16) & 0xf) === 0) return false;
  return isLast || ((bits >>> (4 * nibbles)) & 1) === 0;
}

/** What a decoder made of a message, and how much of the message it read. */
interface Decoded {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** `isLikely`: what else is asked of the output, whose bytes stand in `histogram`. */
function decodes(
  input: Uint8Array,
  decode: (bytes: Uint8Array) => Decoded,
  isLikely?: (output: Uint8Array, consumedShare: number) => boolean,
): boolean {
  let decoded: Decoded;
  // Most tries fail, and a stack trace costs more than the try.
  const stackTraceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    decoded = decode(input);
  } catch (error) {
    // More output than the cap from at most 4 KiB of input: a stream of sixteenfold repetition, which random bytes are not.
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const { buffer: output, engine } = decoded;
  if (output.length < MIN_OUTPUT_BYTES || output.length < MIN_OUTPUT_SHARE * input.length) return false;
  histogram.clear();
  histogram.add(output, 0, Math.min(output.length, PREFIX_BYTES));
  return (
    histogram.chiSquareZ > MIN_OUTPUT_CHI_SQUARE_Z && (isLikely?.(output, engine.bytesWritten / input.length) ?? true)
  );
}

function isShortText(_output: Uint8Array, consumedShare: number): boolean {
  return consumedShare >= MIN_CONSUMED_SHARE && isMostlyPrintable();
}

function isMostlyPrintable(): boolean {
  return histogram.printable >= MIN_FIXED_PRINTABLE_SHARE * histogram.bytes;
}

function isVaried(output: Uint8Array): boolean {
  let values = 0;
  for (const count of histogram.counts) if (count > 0) values++;
  if (values >= MIN_BROTLI_VALUES) return true;
  return values >= MIN_BROTLI_TEXT_VALUES && (isMostlyPrintable() || isUnicode(output));
}

/** UTF-8, but for a character that the end cuts. */
function isUnicode(output: Uint8Array): boolean {
  let end = output.length;
  while (end > output.length - 4 && end > 0 && (output[end - 1] & 0xc0) === 0x80) end--;
  return isUtf8(output.subarray(0, Math.max(0, end - 1)));
}

// The types know nothing of `info`, which makes these return the engine as well (nodejs.org/api/zlib.html#class-options).
function inflate(bytes: Uint8Array): Decoded {
  return inflateSync(bytes, DEFLATE_OPTIONS) as unknown as Decoded;
}

function inflateRaw(bytes: Uint8Array): Decoded {
  return inflateRawSync(bytes, DEFLATE_OPTIONS) as unknown as Decoded;
}

function brotli(bytes: Uint8Array): Decoded {
  return brotliDecompressSync(bytes, BROTLI_OPTIONS) as unknown as Decoded;
}
