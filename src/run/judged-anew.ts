// Judgements that took the place of a flow's own when its siblings were known, by rank: few flows have one.

import type { EncryptionRecord } from '../flows/flow-record.ts';

export class JudgedAnew {
  readonly #records = new Map<number, EncryptionRecord>();

  set(rank: number, record: EncryptionRecord): void {
    this.#records.set(rank, record);
  }

  /** Undefined for most. */
  of(rank: number): EncryptionRecord | undefined {
    return this.#records.size === 0 ? undefined : this.#records.get(rank);
  }
}
