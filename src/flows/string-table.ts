// Strings as small numbers: 0 is "none". A shard's new strings travel with its batches, so that nothing is sent twice.

export class StringTable {
  readonly strings: string[] = [''];
  readonly #ids = new Map<string, number>();
  #sent = 1;

  id(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.strings.length;
    this.strings.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** Undefined for 0. */
  text(id: number): string | undefined {
    return id === 0 ? undefined : this.strings[id];
  }

  /** Strings that were added since the last call. */
  unsent(): string[] {
    const added = this.strings.slice(this.#sent);
    this.#sent = this.strings.length;
    return added;
  }
}
