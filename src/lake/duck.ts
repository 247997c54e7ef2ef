// DuckDB in this process, opened when something needs it and not before: bounded memory, spills to a folder of its own, times in UTC.
// Its errors become messages that say what to do.

import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { UserError } from '../base/user-error.ts';

export interface DuckOptions {
  /** Two cores by default: an analysis may run beside it. */
  readonly threads?: number;
  readonly memoryMb?: number;
  /** Where larger sorts and joins are spilled; undefined: nowhere. */
  readonly spillFolder?: string;
  /** Aborted: the statement that runs, and every later one, ends with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

export type DuckRow = Readonly<Record<string, DuckDBValue>>;

const DEFAULT_MEMORY_MB = 1536;
const EX_IOERR = 74;

/** Close it when done. */
export async function openDuck(options: DuckOptions = {}): Promise<Duck> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const instance = await Instance.create(':memory:', {
    threads: String(options.threads ?? 2),
    memory_limit: `${options.memoryMb ?? DEFAULT_MEMORY_MB}MB`,
    temp_directory: options.spillFolder ?? '',
    // Nothing is fetched, and no file but those a query names is read.
    autoinstall_known_extensions: 'false',
    // The system keeps what was read of a file; a copy of it here costs time, and memory that a query may want.
    enable_external_file_cache: 'false',
  });
  const duck = new Duck(instance, await instance.connect(), options.signal);
  await duck.run("SET TimeZone = 'UTC'");
  return duck;
}

export class Duck {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  /** Those that statements may run on. */
  readonly #connections: Set<DuckDBConnection>;
  readonly #onAbort = (): void => this.interrupt();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, signal?: AbortSignal) {
    this.#instance = instance;
    this.#connection = connection;
    this.#connections = new Set([connection]);
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  async run(sql: string, values: readonly DuckDBValue[] = []): Promise<void> {
    await this.#attempt(() => this.#connection.run(sql, bound(values)));
  }

  /** Several statements that belong together, when those that came before are done: what runs at a time has the memory for itself. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#turn.then(work);
    this.#turn = own.catch(() => undefined);
    return own;
  }

  /** Rows as objects: BIGINT as bigint, lists as DuckDB's list values. */
  async rows(sql: string, values: readonly DuckDBValue[] = []): Promise<DuckRow[]> {
    const reader = await this.#attempt(() => this.#connection.runAndReadAll(sql, bound(values)));
    return reader.getRowObjects();
  }

  /** Rows as plain values: numbers where they are exact, lists as arrays. */
  async plainRows<T>(sql: string, values: readonly DuckDBValue[] = []): Promise<T[]> {
    const reader = await this.#attempt(() => this.#connection.runAndReadAll(sql, bound(values)));
    return reader.getRowObjectsJS().map((row) => plain(row)) as T[];
  }

  /** The same rows, a block at a time, over a connection of its own: what has been walked need not be kept. */
  async *stream<T>(sql: string): AsyncGenerator<T> {
    const connection = await this.#instance.connect();
    this.#connections.add(connection);
    try {
      await this.#attempt(() => connection.run("SET TimeZone = 'UTC'"));
      const blocks = (await this.#attempt(() => connection.stream(sql))).yieldRowObjectJs();
      for (;;) {
        const { done, value } = await this.#attempt(() => blocks.next());
        if (done === true) return;
        for (const row of value) yield plain(row) as T;
      }
    } finally {
      this.#connections.delete(connection);
      connection.closeSync();
    }
  }

  /** From now on no file outside of these folders is read or written, whatever a statement says, and nothing can change that. */
  async confine(folders: readonly string[]): Promise<void> {
    await this.run(
      `SET allowed_directories = [${folders.map((folder) => `'${folder.replaceAll("'", "''")}'`).join(', ')}]`,
    );
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  /** Rows of a statement that somebody else wrote, a block at a time. UserError for what is not one query, or cannot be answered. */
  async *answer(sql: string): AsyncGenerator<Record<string, unknown>> {
    const found = await this.#attempt(async () => {
      const statements = await this.#connection.extractStatements(sql);
      if (statements.count !== 1)
        throw new UserError(`One query at a time: this text holds ${statements.count} statements.`);
      const statement = await statements.prepare(0);
      if (!READING.has(statement.statementType))
        throw new UserError(
          'Only queries are answered (SELECT, FROM, DESCRIBE, EXPLAIN): nothing can be written or changed.',
        );
      return (await statement.stream()).yieldRowObjectJs();
    }, answerError);
    for (;;) {
      const { done, value } = await this.#attempt(() => found.next(), answerError);
      if (done === true) return;
      for (const row of value) yield plain(row) as Record<string, unknown>;
    }
  }

  /** Ends the statements that run; one that is about to begin may miss it. */
  interrupt(): void {
    for (const connection of this.#connections) connection.interrupt();
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    // What is still running for rows that nobody will see.
    this.interrupt();
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #attempt<T>(work: () => Promise<T>, errorOf: (error: unknown) => unknown = duckError): Promise<T> {
    this.#signal?.throwIfAborted();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw errorOf(error);
    }
    // An answer that is interrupted may end as if that were all of it.
    this.#signal?.throwIfAborted();
    return result;
  }
}

/** A statement that values may be bound to is prepared, and planned again when it runs. */
function bound(values: readonly DuckDBValue[]): DuckDBValue[] | undefined {
  return values.length === 0 ? undefined : [...values];
}

/** SQL NULL is unknown, which a record of ours does not have. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

/** Types of statements that only read: SELECT and EXPLAIN, by their numbers in duckdb.h. */
const READING: ReadonlySet<number> = new Set([1, 4]);

/** Of a statement that somebody else wrote: what DuckDB does not understand is theirs, and not a fault of the lake. */
function answerError(error: unknown): unknown {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = message.replace(/^Failed to extract statements: /, '').split('\n');
  if (/^Permission Error/.test(first))
    return new UserError(
      `A query reads the tables of the lake and nothing else: ${first.replace(/^Permission Error: /, '')}.`,
    );
  const known = duckError(error);
  if (known instanceof UserError) return known;
  if (/^[A-Z][A-Za-z ]* Error: |^Error in native callback/.test(first))
    return new UserError(`The query cannot be answered: ${first.replace(/[.!]+$/, '')}.`);
  return error;
}

/** Of one query: another may do. */
export class DuckMemoryError extends UserError {
  constructor() {
    super(
      'The query needs more memory than the lake may use: raise --memory-mb, or ask for fewer days or apps.',
      EX_IOERR,
    );
  }
}

/** What a person can change as a UserError; a wrong statement of ours stays a bug. */
export function duckError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/No space left on device|Could not write file/.test(message)) {
    return new UserError(
      'No space is left for the lake. Free some, or move the lake to another disk; nothing of it was lost.',
      EX_IOERR,
    );
  }
  if (/Out of Memory|failed to (pin|allocate)/i.test(message)) {
    return new DuckMemoryError();
  }
  if (/IO Error|Permission denied|Invalid Input Error: (No magic bytes|File ')/.test(message)) {
    return new UserError(
      `A file of the lake cannot be read: ${message.split('\n')[0]}. Import its capture again.`,
      EX_IOERR,
    );
  }
  return error;
}
