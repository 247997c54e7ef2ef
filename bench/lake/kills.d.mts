// Types of kills.mjs, for the test that runs a small one.

export interface KilledBatches {
  readonly captures: number;
  readonly kills: number;
  /** Runs after which the sorted rows were those of an undisturbed batch. */
  readonly same: number;
  readonly moments: readonly { readonly after_ms: number; readonly committed: number }[];
}

export function killedBatches(folder: string, captures: number, kills: number): Promise<KilledBatches>;
