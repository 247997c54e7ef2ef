// The bytes of a log as text for a splitter of lines: unpacked, in UTF-8, bounded. Remembers why no more of them is wanted, and throws nothing itself,
// because gunzip's callback may be on the stack.

import { TextDecoder } from 'node:util';
import type { Gunzip } from 'node:zlib';
import { nonTextKind, utf16Label } from './content-kind.ts';
import type { DeferredLines } from './deferred-lines.ts';
import type { LineSplitter } from './line-splitter.ts';

/** A gzip file of a few megabytes can hold terabytes of zeros. */
const MAX_TEXT_BYTES = 16 * 1024 ** 3;
/** What kind of bytes they are is seen from so many. */
const HEAD_BYTES = 256 * 1024;

/** Takes unpacked text, and remembers why no more of it is wanted. */
export class LogText {
  cut: string | undefined;
  /** Thrown while gunzip's callback was on the stack; rethrown by the reader. */
  failure: unknown;
  #binary: string | undefined;
  #utf16: TextDecoder | undefined;
  #bytes = 0;
  readonly #splitter: LineSplitter;
  readonly #lines: DeferredLines;

  constructor(splitter: LineSplitter, lines: DeferredLines) {
    this.#splitter = splitter;
    this.#lines = lines;
  }

  get skipped(): string | undefined {
    return this.#binary ?? this.#lines.refusal;
  }

  push(chunk: Buffer): void {
    if (this.cut !== undefined || this.skipped !== undefined || this.failure !== undefined) return;
    if (this.#bytes === 0) this.#begin(chunk.subarray(0, HEAD_BYTES));
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_TEXT_BYTES)
      this.cut = `holds more than ${MAX_TEXT_BYTES / 1024 ** 3} GiB of text: the rest was not read`;
    else if (this.#binary === undefined) this.#attempt(() => this.#splitter.push(this.#inUtf8(chunk)));
  }

  #begin(head: Buffer): void {
    const label = utf16Label(head);
    if (label === undefined) this.#binary = nonTextKind(head);
    else this.#utf16 = new TextDecoder(label);
  }

  #inUtf8(chunk: Buffer): Buffer {
    return this.#utf16 === undefined ? chunk : Buffer.from(this.#utf16.decode(chunk, { stream: true }));
  }

  unpackFrom(gunzip: Gunzip): Gunzip {
    gunzip.on('data', (chunk: Buffer) => this.push(chunk));
    gunzip.on('error', (error: Error) => {
      this.cut = `is damaged gzip (${error.message}): what came before was read`;
    });
    return gunzip;
  }

  end(): void {
    if (this.skipped !== undefined || this.failure !== undefined) return;
    this.#attempt(() => {
      if (this.#utf16 !== undefined) this.#splitter.push(Buffer.from(this.#utf16.decode()));
      this.#splitter.end();
      this.#lines.end();
    });
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failure = error;
    }
  }
}
