// The commit record of a capture in a lake: what went in, what came of it, and which files hold it.

export interface CommitSource {
  readonly file: string;
  readonly sha256: string;
  /** Where it lay when it was imported. */
  readonly path: string;
}

export interface CaptureCommit {
  readonly capture_id: string;
  readonly lake_schema: number;
  readonly tool_version: string;
  readonly config_sha256: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly device: string;
  readonly captures: readonly CommitSource[];
  readonly telemetry: readonly CommitSource[];
  /** µs since the epoch; absent where the capture has no packets. */
  readonly first_us?: number;
  readonly last_us?: number;
  /** How far the clock of its logs was off where that is known, the farthest of them. */
  readonly clock_offset_ms?: number;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Of its flows, in order; absent: not listed, because they are many or an older version wrote the record. */
  readonly apps?: readonly string[];
  /** Paths relative to the lake, `/` between folders. */
  readonly files: readonly string[];
  /** What of the input could not be read; absent: all was. */
  readonly partial?: string;
}

/** Undefined for what is no commit record. Lakes are handed on, and files that a record names are removed with it: none of them may lie outside. */
export function readCommit(text: string): CaptureCommit | undefined {
  try {
    const value = JSON.parse(text) as CaptureCommit;
    const isWhole =
      isPlainPath(value.capture_id) &&
      !value.capture_id.includes('/') &&
      typeof value.device === 'string' &&
      typeof value.rows === 'object' &&
      value.rows !== null &&
      [value.files, value.captures, value.telemetry].every(Array.isArray) &&
      value.files.every(isPlainPath);
    return isWhole ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Relative, with `/` between names, none of which leads up. */
function isPlainPath(path: unknown): path is string {
  return typeof path === 'string' && path.split('/').every((name) => /^[^.\\:\0][^\\:\0]*$/.test(name));
}
