// `cipherscope lake query`: rows of a SQL query as NDJSON, made as fast as they are read and no longer than somebody reads.
// The tables are views of the lake; a query can read nothing else and write nothing at all.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { askedApps } from '../lake/asked-apps.ts';
import { Lake } from '../lake/lake.ts';
import { LAKE_TABLES, type LakeTable, lakePath } from '../lake/lake-layout.ts';
import { lakeTable } from '../lake/lake-tables.ts';
import { jsonLine, visibleText } from '../report/safe-text.ts';
import { ExitCode } from './exit-code.ts';
import type { LakeIo } from './lake-command.ts';
import { withDuck } from './with-duck.ts';

export interface QueryIo extends Omit<LakeIo, 'columns'> {
  /** `isGone`: nobody reads any more. */
  readonly stdout: NodeJS.WritableStream & { readonly isGone?: boolean };
}

/** Rows that are written together: one by one they would cost a system call each. */
const BLOCK_CHARACTERS = 1 << 15;

/** Words of queries that ask which tables there are, or make names out of text. */
const CATALOGUE = /\b(information_schema|duckdb_\w+|pg_\w+|sqlite_\w+|pragma\w*|show|query(_table)?)\b/i;

export async function queryLake(root: string, sql: string, { stdout, stderr, signal }: QueryIo): Promise<number> {
  const lake = Lake.open(root, false);
  const { commits, damaged } = lake.commits();
  const tables = LAKE_TABLES.map((table) => ({ table, ...lake.tableFiles(table, commits) }));
  const missing = new Set(tables.flatMap((one) => one.missing));
  const gone = missing.size === 0 ? [] : commits.filter((commit) => commit.files.some((file) => missing.has(file)));
  for (const { capture_id: id } of gone)
    stderr.write(
      `cipherscope: capture ${visibleText(id)}: files of it are gone from the lake; the query does without their rows.\n`,
    );
  for (const name of damaged)
    stderr.write(`cipherscope: ${visibleText(name)} cannot be read; its capture is left out.\n`);
  if (commits.length === 0)
    throw new UserError('The lake has no captures: cipherscope batch FOLDER --lake LAKE takes some in.');
  const empty = tables.filter(({ files }) => files.length === 0).map(({ table }) => table);
  // Large sorts and joins go here rather than fail.
  const spillFolder = mkdtempSync(join(tmpdir(), 'cipherscope-query-'));
  const remove = () => rmSync(spillFolder, { recursive: true, force: true });
  // A second Ctrl-C waits for nothing.
  process.once('exit', remove);
  try {
    await withDuck({ spillFolder, signal }, async (duck) => {
      const isPlain = !CATALOGUE.test(sql);
      for (const table of askedTables(sql)) {
        const source = lakeTable(lake, table, commits, {}, isPlain ? await askedApps(duck, sql, table) : undefined);
        if (source !== undefined) await duck.run(`CREATE VIEW ${table} AS FROM ${source}`);
      }
      await duck.confine([...LAKE_TABLES.map((table) => `${resolve(lakePath(root, table))}${sep}`), spillFolder]);
      await printRows(duck.answer(sql), { stdout, signal });
    });
  } catch (error) {
    throw error instanceof UserError ? withTables(error, empty) : error;
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
  return gone.length > 0 || damaged.length > 0 ? ExitCode.partial : ExitCode.done;
}

async function printRows(
  rows: AsyncIterable<Record<string, unknown>>,
  { stdout, signal }: Pick<QueryIo, 'stdout' | 'signal'>,
): Promise<void> {
  let block = '';
  for await (const row of rows) {
    block += `${jsonLine(row)}\n`;
    if (block.length < BLOCK_CHARACTERS) continue;
    signal.throwIfAborted();
    if (stdout.isGone === true) return;
    if (!stdout.write(block)) await once(stdout, 'drain', { signal });
    block = '';
  }
  stdout.write(block);
}

/** Tables that the text can mean: a view of thousands of files takes its time to be made, and a query asks of one or two. */
function askedTables(sql: string): readonly LakeTable[] {
  const words = new Set(sql.toLowerCase().match(/\w+/g));
  const named = LAKE_TABLES.filter((table) => words.has(table));
  return named.length === 0 || CATALOGUE.test(sql) ? LAKE_TABLES : named;
}

/** What could have been asked instead. */
function withTables(error: UserError, empty: readonly string[]): UserError {
  if (error.exitCode !== ExitCode.usage) return error;
  const filled = LAKE_TABLES.filter((table) => !empty.includes(table));
  const without = empty.length === 0 ? '' : ` Without rows: ${empty.join(', ')}.`;
  return new UserError(`${error.message} Tables: ${filled.join(', ')}.${without}`, error.exitCode);
}
