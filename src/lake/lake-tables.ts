// Tables of a lake as SQL: the Parquet files that commits name. Files of one version have the same columns, so that the first of them says which;
// versions are put together by the names of columns. That way a query opens the files it reads, and not all of them to compare their columns.
// Columns that an older version lacked are made of those that it had.

import type { CaptureCommit } from './capture-commit.ts';
import type { Lake, LakeDays } from './lake.ts';
import type { LakeTable } from './lake-layout.ts';
import { sqlText } from './native-reading.ts';
import { APP_NAME } from './native-table.ts';

/** Tables whose rows are of the apps of flows, and of no other. */
const OF_FLOWS: readonly LakeTable[] = ['flows', 'sessions'];
/** From this schema on rows carry the name of their app. */
const NAMED_APPS = 4;

/** A table expression, in parentheses; undefined where the commits have no row of the table on those days. `apps`: rows of other apps may be missing.
 *  Each version keeps a file at least, so that the columns are the same whoever is asked for. */
export function lakeTable(
  lake: Lake,
  table: LakeTable,
  commits: readonly CaptureCommit[],
  days: LakeDays = {},
  apps?: ReadonlySet<string>,
): string | undefined {
  const versions = new Map<string, CaptureCommit[]>();
  for (const commit of commits) {
    const version = `${commit.lake_schema} ${commit.tool_version}`;
    const own = versions.get(version);
    if (own === undefined) versions.set(version, [commit]);
    else own.push(commit);
  }
  const sources = [...versions.values()].flatMap((own) => {
    const narrow = apps !== undefined && OF_FLOWS.includes(table) ? own.filter((commit) => mayHave(commit, apps)) : own;
    const found = lake.tableFiles(table, narrow, days).files;
    const files = found.length > 0 ? found : lake.tableFiles(table, own, days).files.slice(0, 1);
    return files.length === 0 ? [] : [`SELECT ${columnsOf(table, own[0]?.lake_schema ?? 0)} FROM ${partitions(files)}`];
  });
  return sources.length === 0 ? undefined : `(${sources.join(' UNION ALL BY NAME ')})`;
}

function mayHave(commit: CaptureCommit, apps: ReadonlySet<string>): boolean {
  return commit.apps === undefined || commit.apps.some((app) => apps.has(app));
}

function columnsOf(table: LakeTable, schema: number): string {
  const named: readonly LakeTable[] = ['flows', 'channels', 'apps', 'findings'];
  return schema < NAMED_APPS && named.includes(table) ? `*, ${APP_NAME}` : '*';
}

/** Files with the same columns, and these alone. */
export function parquetFiles(files: readonly string[]): string {
  return `read_parquet([${files.map(sqlText).join(', ')}], hive_partitioning = false)`;
}

/** The same with the columns that their folders name: a device is a text also where all that are read have numbers for names. */
function partitions(files: readonly string[]): string {
  return `read_parquet([${files.map(sqlText).join(', ')}], hive_partitioning = true, hive_types = {'day': DATE, 'device': VARCHAR})`;
}
