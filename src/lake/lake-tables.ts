// Tables of a lake as SQL: the Parquet files that commits name. Files of one version have the same columns, so that the first of them says which;
// versions are put together by the names of columns. That way a query opens the files it reads, and not all of them to compare their columns.

import type { CaptureCommit } from './capture-commit.ts';
import type { Lake, LakeDays } from './lake.ts';
import type { LakeTable } from './lake-layout.ts';
import { sqlText } from './native-reading.ts';

/** A table expression, in parentheses; undefined where the commits have no row of the table on those days. */
export function lakeTable(
  lake: Lake,
  table: LakeTable,
  commits: readonly CaptureCommit[],
  days: LakeDays = {},
): string | undefined {
  const versions = new Map<string, CaptureCommit[]>();
  for (const commit of commits) {
    const version = `${commit.lake_schema} ${commit.tool_version}`;
    const own = versions.get(version);
    if (own === undefined) versions.set(version, [commit]);
    else own.push(commit);
  }
  const sources = [...versions.values()].flatMap((own) => {
    const { files } = lake.tableFiles(table, own, days);
    return files.length === 0 ? [] : [`SELECT * FROM ${parquet(files)}`];
  });
  return sources.length === 0 ? undefined : `(${sources.join(' UNION ALL BY NAME ')})`;
}

/** Files with the same columns. */
export function parquet(files: readonly string[]): string {
  return `read_parquet([${files.map(sqlText).join(', ')}], hive_partitioning = true)`;
}
