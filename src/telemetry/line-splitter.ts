// Chunks of bytes → lines with their numbers, in bounded memory: a line over 1 MiB is dropped and reported, never held.
// Handles CRLF (also doubled, as `adb shell` writes it) and a UTF-8 byte order mark.

import { StringDecoder } from 'node:string_decoder';

export const MAX_LINE_BYTES = 1024 * 1024;

export interface LineHandler {
  line(text: string, number: number): void;
  /** A piece of a line that is too long to be held; false: pieces are not wanted, and the line is rejected. */
  fragment?(text: string, number: number): boolean;
  /** A line that never became text. */
  reject(number: number, reason: string): void;
}

export class LineSplitter {
  /** Lines seen so far, rejected ones included. */
  lines = 0;
  readonly #handler: LineHandler;
  #parts: Buffer[] = [];
  #partBytes = 0;
  /** True while the rest of an overlong line is skipped. */
  #skipping = false;
  /** While an overlong line is handed on in pieces. */
  #pieces: StringDecoder | undefined;

  constructor(handler: LineHandler) {
    this.#handler = handler;
  }

  push(chunk: Buffer): void {
    const isClean = chunk.indexOf(0) < 0;
    let at = 0;
    for (;;) {
      const newline = chunk.indexOf(0x0a, at);
      if (newline < 0) break;
      // Nearly every line lies whole in its chunk and needs no look of its own.
      if (isClean && this.#isBetweenLines && newline - at <= MAX_LINE_BYTES) {
        this.lines++;
        this.#handler.line(this.#decoded(chunk, at, newline), this.lines);
      } else this.#finish(chunk.subarray(at, newline));
      at = newline + 1;
    }
    if (at < chunk.length) this.#hold(chunk.subarray(at));
  }

  get #isBetweenLines(): boolean {
    return this.#partBytes === 0 && !this.#skipping && this.#pieces === undefined;
  }

  /** The last line may lack its line end. */
  end(): void {
    if (this.#partBytes > 0 || this.#skipping || this.#pieces !== undefined) this.#finish(EMPTY);
  }

  #hold(part: Buffer): void {
    if (this.#skipping) return;
    if (this.#pieces !== undefined) {
      this.#handler.fragment?.(this.#pieces.write(part), this.lines + 1);
      return;
    }
    this.#partBytes += part.length;
    if (this.#partBytes > MAX_LINE_BYTES) {
      this.#overflow(part);
      return;
    }
    // A copy: the chunk belongs to the stream.
    this.#parts.push(Buffer.from(part));
  }

  /** What is held so far and `part` make more than a line may have. */
  #overflow(part: Buffer): boolean {
    const pieces = new StringDecoder('utf8');
    const isTaken =
      this.#handler.fragment?.(pieces.write(Buffer.concat([...this.#parts, part])), this.lines + 1) === true;
    this.#parts = [];
    this.#partBytes = 0;
    if (isTaken) this.#pieces = pieces;
    else this.#skipping = true;
    return isTaken;
  }

  #endPieces(last: Buffer): void {
    const text = (this.#pieces?.write(last) ?? '') + (this.#pieces?.end() ?? '');
    this.#pieces = undefined;
    this.#handler.fragment?.(text, this.lines);
  }

  #finish(part: Buffer): void {
    this.lines++;
    if (this.#pieces !== undefined) {
      this.#endPieces(part);
      return;
    }
    if (!this.#skipping && this.#partBytes + part.length > MAX_LINE_BYTES) {
      this.lines--;
      const isTaken = this.#overflow(part);
      this.lines++;
      if (isTaken) {
        this.#endPieces(EMPTY);
        return;
      }
    }
    const tooLong = this.#skipping;
    const bytes = this.#partBytes === 0 ? part : Buffer.concat([...this.#parts, part]);
    this.#parts = [];
    this.#partBytes = 0;
    this.#skipping = false;
    if (tooLong) this.#handler.reject(this.lines, `is longer than ${MAX_LINE_BYTES} bytes`);
    else if (bytes.indexOf(0) >= 0) this.#handler.reject(this.lines, 'contains a NUL byte');
    else this.#handler.line(this.#decoded(bytes, 0, bytes.length), this.lines);
  }

  #decoded(bytes: Buffer, from: number, to: number): string {
    let end = to;
    while (end > from && bytes[end - 1] === 0x0d) end--;
    const hasMark = this.lines === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
    const start = hasMark ? from + 3 : from;
    return bytes.toString('utf8', start, Math.max(start, end));
  }
}

const EMPTY = Buffer.alloc(0);
