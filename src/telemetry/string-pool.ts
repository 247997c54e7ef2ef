// Text stored once and named by a number, so that a million log rows hold numbers. Id 0 is "absent".

/** 16-bit units; past it `isFull` is set and the owner stops adding. */
export const MAX_POOL_CHARACTERS = 128 * 1024 * 1024;
/** A Map of V8 holds 2²⁴ entries and throws at the next: half of them leaves room for what one row adds. */
const MAX_TEXTS = 2 ** 23;

export class StringPool {
  readonly #maxTexts: number;
  #characters = 0;
  readonly #texts: string[] = [''];
  readonly #ids = new Map<string, number>();

  constructor(maxTexts = MAX_TEXTS) {
    this.#maxTexts = maxTexts;
  }

  get isFull(): boolean {
    return this.#characters >= MAX_POOL_CHARACTERS || this.#texts.length > this.#maxTexts;
  }

  /** The id of `text`, giving it one where it is new. */
  add(text: string | undefined): number {
    if (text === undefined || text === '') return 0;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#characters += text.length;
    this.#ids.set(text, id);
    return id;
  }

  /** The id of `text`, or undefined where no row has it. */
  find(text: string): number | undefined {
    return text === '' ? 0 : this.#ids.get(text);
  }

  text(id: number): string | undefined {
    return id === 0 ? undefined : this.#texts[id];
  }
}
