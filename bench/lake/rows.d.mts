// Types of rows.mjs, for the test that imports some of them.

export function flowRows(shape: {
  readonly seed: number;
  readonly device: number;
  readonly apps: number;
  readonly count: number;
  readonly startMs: number;
}): string;

export function channelRows(startMs: number): string;

export function summaryRows(): string;
