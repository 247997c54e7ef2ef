// Texts of records, each held once: thousands of records say the same in the same words, and texts put together are held in their parts.

/** Texts that are remembered; records that say the same stand near each other. */
const CAPACITY = 4096;

export class SharedTexts {
  readonly #known = new Map<string, string>();

  /** The same record, changed in place: equal texts in it and in records before are one. Records are plain objects, lists, texts and numbers. */
  in<T extends object>(record: T): T {
    if (Array.isArray(record)) {
      for (let i = 0; i < record.length; i++) record[i] = this.#shared(record[i]);
    } else {
      const cells = record as Record<string, unknown>;
      for (const name of Object.keys(cells)) {
        const cell = cells[name];
        if (typeof cell === 'string') cells[name] = this.#text(cell);
        else this.#shared(cell);
      }
    }
    return record;
  }

  #shared(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    return typeof value === 'object' && value !== null ? this.in(value) : value;
  }

  #text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= CAPACITY) this.#known.clear();
    this.#known.set(text, text);
    return text;
  }
}
