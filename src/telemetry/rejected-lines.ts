// The lines of one log that could not be read: how many, the first of them, and the reason that most of them share. A few lines of prose before a
// log say less of what is wrong with it than a thousand rows do.

export interface RejectedLine {
  readonly line: number;
  readonly reason: string;
}

export const REJECTED_LINES_KEPT = 5;
/** Reasons that are told apart; those that come later count as none of them. */
const MAX_REASONS = 64;

export class RejectedLines {
  /** Of all, the first. */
  readonly kept: RejectedLine[] = [];
  count = 0;
  readonly #reasons = new Map<string, { readonly line: number; count: number }>();

  add(line: number, reason: string): void {
    this.count++;
    if (this.kept.length < REJECTED_LINES_KEPT) this.kept.push({ line, reason });
    const known = this.#reasons.get(reason);
    if (known !== undefined) known.count++;
    else if (this.#reasons.size < MAX_REASONS) this.#reasons.set(reason, { line, count: 1 });
  }

  /** The first line of the commonest reason, of several the one that was met first; undefined where none was rejected. */
  get commonest(): RejectedLine | undefined {
    let most: (RejectedLine & { count: number }) | undefined;
    for (const [reason, { line, count }] of this.#reasons)
      if (most === undefined || count > most.count) most = { line, reason, count };
    return most === undefined ? undefined : { line: most.line, reason: most.reason };
  }
}
