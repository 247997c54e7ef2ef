// One analysis into the lake: its native files as Parquet, partitioned by day and device, every row with the ids that say where it comes from.

import { readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureCommit, CommitSource } from './capture-commit.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { deviceFolder, LAKE_SCHEMA, type LakeTable, placeOfStaged, stagedName } from './lake-layout.ts';
import { parquetFiles } from './lake-tables.ts';
import { APP_TABLE, CHANNEL_TABLE, COVERAGE_TABLE, FINDING_TABLE, FLOW_TABLE } from './native-columns.ts';
import { readNative, sqlText } from './native-reading.ts';
import type { NativeTable } from './native-table.ts';
import { originColumns } from './origin-columns.ts';
import { type SessionSources, sessionQuery } from './session-query.ts';

export interface ImportTask {
  readonly captureId: string;
  /** Keeps this worker's staging apart from others'. */
  readonly worker: string;
  readonly toolVersion: string;
  readonly configSha256: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly device: string;
  readonly captures: readonly CommitSource[];
  readonly telemetry: readonly CommitSource[];
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
  readonly partial: string | undefined;
  /** Of the logs against the capture. */
  readonly clockOffsetMs?: number | undefined;
}

const TABLES: readonly NativeTable[] = [FLOW_TABLE, CHANNEL_TABLE, APP_TABLE, FINDING_TABLE, COVERAGE_TABLE];

/** As small as the levels above 1, and cheaper. DuckDB lays out a dictionary of the full size for every column, however few the rows: of 500
 *  values it took most of the time of a small capture's file. Files of 33,000 flows are as large with 100. Rows wait in memory until their group is
 *  written, some times over while it is: 120,000 flows with all features, DuckDB's usual group, take far more than the 256 MB of a worker. Groups of
 *  8 MB cost a tenth less than those of 16 MB, because less memory is new each time, and make files 3 % larger. */
const FORMAT =
  "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 100, ROW_GROUP_SIZE_BYTES '8MB'";
const DAY_US = 86_400_000_000;
/** Of a capture with more apps than a device has, the record names none: every query opens its files. */
const MAX_APPS = 500;

/** `native`: the folder of native files. False: the capture was there already. */
export function importCapture(
  lake: Lake,
  duck: Duck,
  task: ImportTask & { readonly native: string },
): Promise<boolean> {
  return importRows(lake, duck, task, (table) => {
    const path = join(task.native, `${table.source}.${table.source === 'coverage' ? 'json' : 'ndjson'}`);
    return statSync(path).size === 0 ? undefined : readNative(table, path);
  });
}

/** The same of rows from elsewhere, when what the engine was asked before is written; that may still be on its way to the disk. Table expressions whose columns are those of native records; undefined where a table has none. */
export async function importRows(
  lake: Lake,
  duck: Duck,
  task: ImportTask,
  rowsOf: (table: NativeTable) => string | undefined,
): Promise<boolean> {
  const staging = lake.stagingFolder(task.captureId, task.worker);
  try {
    return await lake.commit(staging, await duck.inTurn(() => stagedCommit(duck, task, rowsOf, staging)));
  } catch (error) {
    // On a disk that is full, what is half done stands in the way of what comes next.
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

async function stagedCommit(
  duck: Duck,
  task: ImportTask,
  rowsOf: (table: NativeTable) => string | undefined,
  staging: string,
): Promise<CaptureCommit> {
  const rows: Record<string, number> = {};
  // Groups of rows are only closed by their bytes where their order is free.
  await duck.run('SET preserve_insertion_order = false');
  for (const table of TABLES) rows[table.source] = await stage(duck, task, table, rowsOf(table), staging);
  const sourceOf = stagedSources(staging);
  rows['sessions'] = await stageSessions(duck, task, sourceOf, staging);
  const apps = await stagedApps(duck, stagedSources(staging)('sessions'));
  return {
    capture_id: task.captureId,
    lake_schema: LAKE_SCHEMA,
    tool_version: task.toolVersion,
    config_sha256: task.configSha256,
    config: task.config,
    device: task.device,
    captures: task.captures,
    telemetry: task.telemetry,
    ...(task.firstUs === undefined ? {} : { first_us: task.firstUs }),
    ...(task.lastUs === undefined ? {} : { last_us: task.lastUs }),
    ...(task.clockOffsetMs === undefined ? {} : { clock_offset_ms: task.clockOffsetMs }),
    rows,
    ...(apps === undefined ? {} : { apps }),
    files: stagedFiles(staging),
    ...(task.partial === undefined ? {} : { partial: task.partial }),
  };
}

/** Rows that were written. A table without rows leaves no file. */
async function stage(
  duck: Duck,
  task: ImportTask,
  table: NativeTable,
  source: string | undefined,
  staging: string,
): Promise<number> {
  if (source === undefined) return 0;
  return copyRows(duck, task, staging, {
    table: table.source,
    columns: table.columns,
    origin: Object.values(originColumns(task)),
    from: source,
    timeUs: table.timeUs ?? String(task.firstUs ?? 0),
    day: table.outlastsCapture ? undefined : onlyDay(task),
  });
}

function stagedSources(staging: string): (table: LakeTable) => string | undefined {
  const staged = stagedFiles(staging);
  return (table) => {
    const files = staged.filter((file) => file.startsWith(`${table}/`)).map((file) => join(staging, stagedName(file)));
    return files.length === 0 ? undefined : parquetFiles(files);
  };
}

/** Each has one session, which is quicker to ask than its flows. Undefined: too many to be listed. */
async function stagedApps(duck: Duck, sessions: string | undefined): Promise<string[] | undefined> {
  if (sessions === undefined) return [];
  const rows = await duck.plainRows<{ app: string }>(`SELECT app FROM ${sessions} LIMIT ${MAX_APPS + 1}`);
  return rows.length > MAX_APPS ? undefined : rows.map(({ app }) => app).sort();
}

async function stageSessions(duck: Duck, task: ImportTask, sourceOf: SessionSources, staging: string): Promise<number> {
  if (sourceOf('flows') === undefined) return 0;
  const { capture_id: id, device_name: device, ...own } = originColumns(task);
  return copyRows(duck, task, staging, {
    table: 'sessions',
    columns: ['*'],
    origin: Object.values(own),
    from: `(${sessionQuery(sourceOf, { capture_id: id, device_name: device })})`,
    timeUs: 'start_us',
    day: onlyDay(task),
  });
}

interface Rows {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns with the same value in every row, which stand last. */
  readonly origin: readonly string[];
  readonly from: string;
  /** SQL expression of the moment of a row. */
  readonly timeUs: string;
  /** Of all rows; undefined: each has its own. */
  readonly day: string | undefined;
}

/** Of one day, rows go straight into one file. Of several they are written once whole and then day by day: DuckDB's own partitions are all open at
 *  once, each with rows that wait in memory. */
async function copyRows(duck: Duck, task: ImportTask, staging: string, rows: Rows): Promise<number> {
  const { table, columns, origin, from, timeUs, day } = rows;
  if (day !== undefined)
    return copyDay(duck, task, staging, table, day, `SELECT ${[...columns, ...origin].join(', ')} FROM ${from}`);
  const whole = join(staging, `${table}.whole`);
  const number = `coalesce(${timeUs}, ${task.firstUs ?? 0}) // ${DAY_US} AS day_number`;
  const all = `SELECT ${[...columns, number].join(', ')} FROM ${from}`;
  const count = await copied(duck, `COPY (${all}) TO ${sqlText(whole)} (${FORMAT})`);
  const days = await duck.plainRows<{ day_number: number }>(
    `SELECT DISTINCT day_number::BIGINT AS day_number FROM ${parquetFiles([whole])} ORDER BY day_number`,
  );
  for (const { day_number: one } of days) {
    const own = ['* EXCLUDE (day_number)', ...origin].join(', ');
    const query = `SELECT ${own} FROM ${parquetFiles([whole])} WHERE day_number = ${one}`;
    await copyDay(duck, task, staging, table, dayText(one * DAY_US), query);
  }
  rmSync(whole, { force: true });
  return count;
}

/** Rows of one day. */
async function copyDay(
  duck: Duck,
  { captureId, device }: ImportTask,
  staging: string,
  table: string,
  day: string,
  query: string,
): Promise<number> {
  const place = `${table}/day=${day}/device=${deviceFolder(device)}/${captureId}-0.parquet`;
  const file = join(staging, stagedName(place));
  const rows = await copied(duck, `COPY (${query}) TO ${sqlText(file)} (${FORMAT})`);
  if (rows === 0) rmSync(file, { force: true });
  return rows;
}

async function copied(duck: Duck, copy: string): Promise<number> {
  const [row] = await duck.plainRows<{ Count: number }>(copy);
  return row?.Count ?? 0;
}

/** The day (UTC) of all packets; undefined where they are of several. */
function onlyDay({ firstUs = 0, lastUs = firstUs }: ImportTask): string | undefined {
  const [first, last] = [firstUs, lastUs].map(dayText);
  return first === last ? first : undefined;
}

function dayText(us: number): string {
  return new Date(us / 1000).toISOString().slice(0, 10);
}

/** Their places in the lake, in order. */
function stagedFiles(staging: string): string[] {
  return readdirSync(staging)
    .map(placeOfStaged)
    .filter((place) => place !== undefined)
    .sort();
}
