// Holds the first lines of a file until it is clear who reads them, then hands everything over in order.

import type { LineHandler } from './line-splitter.ts';

/** Who reads the lines, or a sentence why nobody does. */
export type ChooseReader = (firstLines: readonly string[]) => LineHandler | string;

const HEAD_LINES = 64;
const HEAD_CHARACTERS = 64 * 1024;

export class DeferredLines implements LineHandler {
  /** Set once `choose` found no reader. */
  refusal: string | undefined;
  readonly #choose: ChooseReader;
  #target: LineHandler | undefined;
  #held: { readonly number: number; readonly text: string; readonly reason?: string }[] = [];
  #characters = 0;

  constructor(choose: ChooseReader) {
    this.#choose = choose;
  }

  line(text: string, number: number): void {
    if (this.#target !== undefined) this.#target.line(text, number);
    else this.#hold({ number, text }, text.length);
  }

  /** A file of one long line is decided by its beginning. */
  fragment(text: string, number: number): boolean {
    if (this.refusal !== undefined) return false;
    if (this.#target === undefined) this.#decide(text.slice(0, HEAD_CHARACTERS));
    return this.#target?.fragment?.(text, number) ?? false;
  }

  reject(number: number, reason: string): void {
    if (this.#target !== undefined) this.#target.reject(number, reason);
    else this.#hold({ number, text: '', reason }, reason.length);
  }

  /** After the last line: a short file has not been decided yet. */
  end(): void {
    if (this.#target === undefined && this.refusal === undefined) this.#decide();
  }

  #hold(held: { number: number; text: string; reason?: string }, characters: number): void {
    if (this.refusal !== undefined) return;
    this.#held.push(held);
    this.#characters += characters;
    if (this.#held.length >= HEAD_LINES || this.#characters >= HEAD_CHARACTERS) this.#decide();
  }

  /** `more`: the beginning of the line that follows those held. */
  #decide(more?: string): void {
    const held = this.#held;
    this.#held = [];
    const heads = held.filter((line) => line.reason === undefined).map((line) => line.text);
    const chosen = this.#choose(more === undefined ? heads : [...heads, more]);
    if (typeof chosen === 'string') {
      this.refusal = chosen;
      return;
    }
    this.#target = chosen;
    for (const line of held) {
      if (line.reason === undefined) chosen.line(line.text, line.number);
      else chosen.reject(line.number, line.reason);
    }
  }
}
