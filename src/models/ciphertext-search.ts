// Finds outputs of an app's own encryption in what the app sent: as they are, as base64 or base64url in any alignment, as hex of either case,
// wherever the stream was cut into segments. A match is proved by the hash of the whole output where the log has it, else by its first bytes.

import { createHash } from 'node:crypto';

export interface LoggedOutput {
  /** Position among the outputs that were asked for. */
  readonly index: number;
  /** First bytes of the output, at most 32. */
  readonly prefix: Uint8Array;
  readonly bytes: number | undefined;
  /** Hex. */
  readonly sha256: string | undefined;
}

export type WireCoding = 'raw' | 'base64' | 'base64url' | 'hex';

export interface CiphertextMatch {
  readonly output: number;
  readonly coding: WireCoding;
  /** Of the coded output in the stream. */
  readonly offset: number;
  readonly length: number;
  /** The whole output is there, by its hash; else its first bytes are. */
  readonly isWhole: boolean;
  /** Bits by which chance is excluded, all places and codings that were tried counted. */
  readonly bits: number;
  /** Width of a length field right before it that says its length; undefined where there is none. */
  readonly lengthPrefixBytes: number | undefined;
}

/** Shorter prefixes say too little: 12 bytes against 2^40 trials leave 56 bits. */
export const MIN_PREFIX_BYTES = 12;
/** Codings, alignments of base64 included. */
const TRIED_CODINGS = 9;
const SHA256_BITS = 256;

interface Needle {
  readonly output: LoggedOutput;
  readonly coding: WireCoding;
  readonly text: Uint8Array;
  /** Bytes of the output before the first that `text` codes: base64 can begin one or two bytes further in. */
  readonly skipped: number;
}

export class CiphertextSearch {
  /** By the first four bytes of the needle. */
  readonly #needles = new Map<number, Needle[]>();
  readonly #filter = new Uint8Array(1 << 16);
  /** Bytes that were searched, for the bits against chance. */
  #searched = 0;
  readonly size: number;

  /**
   * Outputs with short or patterned beginnings, or with one that others have (a constant header), are left out: they would match what they are
   * not. One output that was logged several times, by the cipher and again as a file, is one.
   */
  constructor(outputs: readonly LoggedOutput[]) {
    const byBeginning = new Map<string, LoggedOutput | undefined>();
    for (const output of outputs) {
      const { prefix } = output;
      if (prefix.length < MIN_PREFIX_BYTES || new Set(prefix).size < 8) continue;
      const key = Buffer.from(prefix.subarray(0, MIN_PREFIX_BYTES)).toString('hex');
      if (!byBeginning.has(key)) byBeginning.set(key, output);
      else if (!isSame(byBeginning.get(key), output)) byBeginning.set(key, undefined);
    }
    const distinct = [...byBeginning.values()].filter((output) => output !== undefined);
    this.size = distinct.length;
    for (const output of distinct) for (const needle of needlesOf(output)) this.#add(needle);
  }

  /** Matches in one direction of one flow, by offset; of an output only the first in each coding. */
  find(stream: Uint8Array): CiphertextMatch[] {
    this.#searched += stream.length;
    const matches: CiphertextMatch[] = [];
    const seen = new Set<number>();
    for (let at = 0; at + 4 <= stream.length; at++) {
      if (this.#filter[(stream[at] << 8) | stream[at + 1]] === 0) continue;
      const word = (stream[at] << 24) | (stream[at + 1] << 16) | (stream[at + 2] << 8) | stream[at + 3];
      const candidates = this.#needles.get(word);
      if (candidates === undefined) continue;
      for (const needle of candidates) {
        if (seen.has(needle.output.index) || !startsWith(stream, at, needle.text)) continue;
        seen.add(needle.output.index);
        matches.push(this.#matchOf(stream, at, needle));
      }
    }
    return matches;
  }

  #add(needle: Needle): void {
    const { text } = needle;
    this.#filter[(text[0] << 8) | text[1]] = 1;
    const word = (text[0] << 24) | (text[1] << 16) | (text[2] << 8) | text[3];
    const known = this.#needles.get(word);
    if (known === undefined) this.#needles.set(word, [needle]);
    else known.push(needle);
  }

  #matchOf(stream: Uint8Array, at: number, { output, coding, text, skipped }: Needle): CiphertextMatch {
    const whole = skipped === 0 ? wholeLength(stream, at, output, coding) : undefined;
    const bitsPerByte = coding === 'raw' ? 8 : coding === 'hex' ? 4 : 6;
    const trials = Math.max(1, this.#searched) * TRIED_CODINGS * Math.max(1, this.size);
    const bits = (whole === undefined ? text.length * bitsPerByte : SHA256_BITS) - Math.log2(trials);
    return {
      output: output.index,
      coding,
      offset: at,
      length: whole ?? text.length,
      isWhole: whole !== undefined,
      bits,
      lengthPrefixBytes: lengthPrefixBytes(stream, at, whole ?? codedLength(output.bytes, coding)),
    };
  }
}

function isSame(one: LoggedOutput | undefined, other: LoggedOutput): boolean {
  return one?.sha256 !== undefined && one.sha256.toLowerCase() === other.sha256?.toLowerCase();
}

function needlesOf(output: LoggedOutput): Needle[] {
  const raw = Buffer.from(output.prefix);
  const hex = raw.toString('hex');
  const needles: Needle[] = [
    { output, coding: 'raw', text: raw, skipped: 0 },
    { output, coding: 'hex', text: Buffer.from(hex), skipped: 0 },
  ];
  if (/[a-f]/.test(hex)) needles.push({ output, coding: 'hex', text: Buffer.from(hex.toUpperCase()), skipped: 0 });
  for (const skipped of [0, 1, 2]) {
    // Whole groups of three bytes, so that what follows does not change the characters.
    const part = raw.subarray(skipped, skipped + Math.floor((raw.length - skipped) / 3) * 3);
    const base64 = part.toString('base64');
    needles.push({ output, coding: 'base64', text: Buffer.from(base64), skipped });
    if (/[+/]/.test(base64))
      needles.push({ output, coding: 'base64url', text: Buffer.from(part.toString('base64url')), skipped });
  }
  return needles.filter(({ text }) => text.length >= MIN_PREFIX_BYTES);
}

function startsWith(stream: Uint8Array, at: number, text: Uint8Array): boolean {
  if (at + text.length > stream.length) return false;
  for (let i = 4; i < text.length; i++) if (stream[at + i] !== text[i]) return false;
  return true;
}

/** Bytes of the stream that hold the whole output, where they do. */
function wholeLength(
  stream: Uint8Array,
  at: number,
  { bytes, sha256 }: LoggedOutput,
  coding: WireCoding,
): number | undefined {
  const length = codedLength(bytes, coding);
  if (bytes === undefined || length === undefined || sha256 === undefined || at + length > stream.length)
    return undefined;
  const coded = Buffer.from(stream.buffer, stream.byteOffset + at, length);
  const decoded = coding === 'raw' ? coded : Buffer.from(coded.toString('latin1'), coding === 'hex' ? 'hex' : 'base64');
  if (decoded.length < bytes) return undefined;
  return createHash('sha256').update(decoded.subarray(0, bytes)).digest('hex') === sha256.toLowerCase()
    ? length
    : undefined;
}

/** Without padding: base64 may end with it or not. */
function codedLength(bytes: number | undefined, coding: WireCoding): number | undefined {
  if (bytes === undefined) return undefined;
  return coding === 'raw' ? bytes : coding === 'hex' ? bytes * 2 : Math.ceil((bytes * 4) / 3);
}

/** A big or little endian field of 2 or 4 bytes right before `at` that holds `length`. */
function lengthPrefixBytes(stream: Uint8Array, at: number, length: number | undefined): number | undefined {
  if (length === undefined) return undefined;
  const field = Buffer.from(stream.buffer, stream.byteOffset, at);
  if (at >= 4 && (field.readUInt32BE(at - 4) === length || field.readUInt32LE(at - 4) === length)) return 4;
  if (at >= 2 && (field.readUInt16BE(at - 2) === length || field.readUInt16LE(at - 2) === length)) return 2;
  return undefined;
}
