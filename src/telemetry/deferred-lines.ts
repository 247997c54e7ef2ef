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
  #refusalOfLong: string | undefined;

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
    if (this.#target === undefined) this.#decideBy(text.slice(0, HEAD_CHARACTERS));
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

  /** `beginning`: of a line that is too long to be held. Where nobody knows it, the lines round it may still tell. */
  #decideBy(beginning: string): void {
    const chosen = this.#choose([...this.#heads, beginning]);
    if (typeof chosen === 'string') this.#refusalOfLong = chosen;
    else this.#handOver(chosen);
  }

  #hold(held: { number: number; text: string; reason?: string }, characters: number): void {
    if (this.refusal !== undefined) return;
    this.#held.push(held);
    this.#characters += characters;
    if (this.#held.length >= HEAD_LINES || this.#characters >= HEAD_CHARACTERS) this.#decide();
  }

  #decide(): void {
    const heads = this.#heads;
    const chosen = heads.length === 0 && this.#refusalOfLong !== undefined ? this.#refusalOfLong : this.#choose(heads);
    if (typeof chosen !== 'string') {
      this.#handOver(chosen);
      return;
    }
    this.#held = [];
    this.refusal = chosen;
  }

  get #heads(): string[] {
    return this.#held.filter((line) => line.reason === undefined).map((line) => line.text);
  }

  #handOver(target: LineHandler): void {
    const held = this.#held;
    this.#held = [];
    this.#target = target;
    for (const line of held) {
      if (line.reason === undefined) target.line(line.text, line.number);
      else target.reject(line.number, line.reason);
    }
  }
}
