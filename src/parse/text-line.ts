// Lines of text protocols (RFC 5321 §2.3.8, RFC 3501 §2.2, RFC 1939 §3, RFC 959 §4): printable bytes up to CR LF, or LF alone.

/** A line longer than this is no command and no reply. */
const MAX_LINE_BYTES = 2048;
const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;

export interface TextLine {
  start: number;
  /** One past the last byte of text; the line ending is not part of it. */
  end: number;
  /** Where the next line begins; undefined where the bytes end before the line does. */
  next?: number;
}

/** The line at `start`; undefined when control characters stand in it, or when it is too long or empty of bytes. */
export function readTextLine(bytes: Uint8Array, start: number): TextLine | undefined {
  const limit = Math.min(bytes.length, start + MAX_LINE_BYTES);
  if (start >= limit) return undefined;
  for (let at = start; at < limit; at++) {
    const byte = bytes[at];
    if (byte === LF) return { start, end: at > start && bytes[at - 1] === CR ? at - 1 : at, next: at + 1 };
    if (byte < 0x20 && byte !== TAB && !(byte === CR && (at + 1 === bytes.length || bytes[at + 1] === LF)))
      return undefined;
    if (byte === 0x7f) return undefined;
  }
  return limit === bytes.length ? { start, end: limit } : undefined;
}

/** The upper-case letters of the word at `at`, '' where none stands there: commands are read in any case. */
export function commandWord(bytes: Uint8Array, at: number, end: number): string {
  let word = '';
  for (let i = at; i < end && i < at + 16; i++) {
    const byte = bytes[i];
    const isUpper = byte >= 0x41 && byte <= 0x5a;
    const isLower = byte >= 0x61 && byte <= 0x7a;
    if (!isUpper && !isLower) break;
    word += String.fromCharCode(isLower ? byte - 0x20 : byte);
  }
  return word;
}
