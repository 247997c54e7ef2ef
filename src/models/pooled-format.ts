// Short compressed messages: a pool of them looks uniform, but each is a stream that ends where its message ends. One message may do so by
// chance, several at the same offset do not.

import { brotliDecompressSync, inflateRawSync } from 'node:zlib';
import { opensAsDeflate, opensAsWholeBrotli } from './compressed-opening.ts';
import { knownMagic } from './media-magic.ts';

const TRIED_MESSAGES = 8;
/** Of which so many must decode, and at least half. */
const MIN_DECODED = 3;
const MIN_INPUT_BYTES = 12;
/** zlib and gzip end with a check (RFC 1950 §2.2, RFC 1952 §2.3.1). */
const MAX_REST_BYTES = 8;
const OUTPUT_CAP = 64 * 1024;

/** Most tries give nothing: a small first chunk of output keeps them cheap. */
const CHUNK_BYTES = 1024;

const OPTIONS = { info: true, maxOutputLength: OUTPUT_CAP, chunkSize: CHUNK_BYTES } as const;

interface Decoded {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

interface Decoder {
  readonly format: string;
  /** False for nearly all random bytes, for a hundredth of what decoding costs. */
  readonly opens: (bytes: Uint8Array) => boolean;
  readonly decode: (bytes: Uint8Array) => Decoded;
}

/** Raw streams, which no magic tells. */
export const POOLED_DECODERS: readonly Decoder[] = [
  {
    format: 'deflate',
    opens: opensAsDeflate,
    decode: (bytes) => inflateRawSync(bytes, OPTIONS) as unknown as Decoded,
  },
  {
    format: 'brotli',
    opens: opensAsWholeBrotli,
    decode: (bytes) => brotliDecompressSync(bytes, OPTIONS) as unknown as Decoded,
  },
];

/**
 * `messages`: whole ones, of one direction; `skipped`: bytes before what is uniform, `trailer`: bytes behind it. A magic, like any first bytes that
 * all have, looks like a header: every offset `from` on up to it is tried. Never throws.
 */
export function findPooledFormat(
  messages: readonly Uint8Array[],
  skipped: number,
  trailer: number,
  from = 0,
): string | undefined {
  const tried = messages.filter(({ length }) => length >= skipped + trailer + MIN_INPUT_BYTES).slice(0, TRIED_MESSAGES);
  const wanted = Math.max(MIN_DECODED, tried.length / 2);
  for (let at = from; at <= skipped; at++) {
    const magic = tried.length > 0 ? knownMagic(tried[0], at) : undefined;
    if (magic !== undefined && tried.every((message) => knownMagic(message, at) === magic)) return magic;
    for (const { format, opens, decode } of POOLED_DECODERS) {
      // Few of random messages open as a stream, and so hardly ever as many as are wanted.
      const open: Uint8Array[] = [];
      for (let i = 0; i < tried.length && open.length + tried.length - i >= wanted; i++) {
        const input = tried[i].subarray(at);
        if (opens(input)) open.push(input);
      }
      let decoded = 0;
      for (let i = 0; i < open.length && decoded + open.length - i >= wanted; i++) {
        if (decodes(open[i], trailer, decode)) decoded++;
      }
      if (decoded >= wanted) return format;
    }
  }
  return undefined;
}

function decodes(input: Uint8Array, trailer: number, decode: Decoder['decode']): boolean {
  // Most tries fail, and a stack trace costs more than the try.
  const stackTraceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const { buffer, engine } = decode(input);
    return buffer.length > 0 && input.length - engine.bytesWritten <= trailer + MAX_REST_BYTES;
  } catch {
    return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
