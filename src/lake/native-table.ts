// What describes a native file as a table of a column store, and the pieces of SQL that several of these tables share.

export interface NativeTable {
  /** Base name of the native file, without its ending. */
  readonly source: 'flows' | 'channels' | 'apps' | 'findings' | 'coverage';
  readonly types: Readonly<Record<string, string>>;
  /** SQL expressions, `expression AS name` where the name is not the expression's own. */
  readonly columns: readonly string[];
  /** SQL expression of the moment a row belongs to, µs; undefined: it belongs to the whole capture. */
  readonly timeUs?: string;
  /** That moment may lie before the first packet or after the last: a log told of it. */
  readonly outlastsCapture?: boolean;
}

/** An app's name: its first package, or `uid N` where no inventory named it; NULL where no app is known. */
export const APP_NAME = "coalesce(packages[1], 'uid ' || uid) AS app";
/** The same of records that hold uid and packages in a key of their own. */
export const NESTED_APP_NAME = "coalesce(app.packages[1], 'uid ' || app.uid) AS app";

export const ENDPOINT = 'STRUCT(ip VARCHAR, port INTEGER, packets BIGINT, bytes BIGINT, payload_bytes BIGINT)';
export const ENCRYPTION = 'STRUCT(class VARCHAR, scheme VARCHAR, confidence DOUBLE, reasons VARCHAR[])';

/** µs since the epoch of an RFC 3339 text that ends with Z, as those of native records do: no time zone is asked for. */
export function microseconds(text: string): string {
  return `epoch_us(${text}::TIMESTAMP)`;
}
