// One analysis into the lake: its native files as Parquet, partitioned by day and device, every row with the ids that say where it comes from.

import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CaptureCommit, CommitSource } from './capture-commit.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { deviceFolder, LAKE_SCHEMA } from './lake-layout.ts';
import {
  APP_TABLE,
  CHANNEL_TABLE,
  COVERAGE_TABLE,
  FINDING_TABLE,
  FLOW_TABLE,
  type NativeTable,
} from './native-columns.ts';
import { readNative, sqlText } from './native-reading.ts';

export interface ImportTask {
  readonly captureId: string;
  /** Keeps this worker's staging apart from others'. */
  readonly worker: string;
  /** The folder of native files. */
  readonly native: string;
  readonly toolVersion: string;
  readonly configSha256: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly device: string;
  readonly captures: readonly CommitSource[];
  readonly telemetry: readonly CommitSource[];
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
  readonly partial: string | undefined;
}

const TABLES: readonly NativeTable[] = [FLOW_TABLE, CHANNEL_TABLE, APP_TABLE, FINDING_TABLE, COVERAGE_TABLE];

/** False: the capture was there already. */
export async function importCapture(lake: Lake, duck: Duck, task: ImportTask): Promise<boolean> {
  const staging = lake.stagingFolder(task.captureId, task.worker);
  const rows: Record<string, number> = {};
  for (const table of TABLES) rows[table.source] = await stage(duck, task, table, staging);
  const commit: CaptureCommit = {
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
    rows,
    files: filesBelow(staging),
    ...(task.partial === undefined ? {} : { partial: task.partial }),
  };
  return lake.commit(staging, commit);
}

/** Rows that were written. A table without rows leaves no file. */
async function stage(duck: Duck, task: ImportTask, table: NativeTable, staging: string): Promise<number> {
  const ending = table.source === 'coverage' ? 'json' : 'ndjson';
  const source = readNative(table, join(task.native, `${table.source}.${ending}`));
  const time = table.timeUs ?? String(task.firstUs ?? 0);
  const [copied] = await duck.plainRows<{ Count: number }>(`COPY (
      SELECT ${table.columns.join(', ')},
        ${sqlText(task.captureId)} AS capture_id, ${sqlText(task.toolVersion)} AS tool_version,
        ${sqlText(task.configSha256)} AS config_sha256, ${sqlText(task.device)} AS device_name,
        strftime(make_timestamp(${time}), '%Y-%m-%d') AS day, ${sqlText(deviceFolder(task.device))} AS device
      FROM ${source}
    ) TO ${sqlText(join(staging, table.source))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day, device),
      FILENAME_PATTERN ${sqlText(`${task.captureId}-{i}`)})`);
  return copied?.Count ?? 0;
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const visit = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner);
      else files.push(relative(folder, inner).replaceAll('\\', '/'));
    }
  };
  if (existsSync(folder)) visit(folder);
  return files.sort();
}
