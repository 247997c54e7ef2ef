// Parquet by DuckDB, which reads the native NDJSON and writes zstd columns: one row a flow or finding, the same columns as in the lake.

import { type Duck, openDuck } from '../lake/duck.ts';
import { FINDING_TABLE, FLOW_TABLE } from '../lake/native-columns.ts';
import { readNative, sqlText } from '../lake/native-reading.ts';
import type { NativeTable } from '../lake/native-table.ts';
import type { NativeRecords, ReportFormat } from './report-format.ts';

export const parquetFormat: ReportFormat = {
  name: 'parquet',
  summary: 'columns for DuckDB, Spark and pandas',
  files: ['flows.parquet', 'findings.parquet'],
  readers: 'DuckDB, ClickHouse, Spark, pandas, Zui',
  async write(records, files) {
    const duck = await openDuck({ signal: files.signal });
    try {
      for (const table of [FLOW_TABLE, FINDING_TABLE]) {
        await copyTable(duck, records, table, files.path(`${table.source}.parquet`));
      }
    } finally {
      duck.close();
    }
  },
};

/** One damaged line makes DuckDB refuse a file: it is then read by us, which counts what is damaged, and once more without those lines. */
async function copyTable(duck: Duck, records: NativeRecords, table: NativeTable, target: string): Promise<void> {
  try {
    await duck.run(copyStatement(records, table, target, false));
  } catch (error) {
    if (!(error instanceof Error && REFUSED_LINE.test(error.message))) throw error;
    if (table.source === 'flows') for await (const _ of records.flows());
    await duck.run(copyStatement(records, table, target, true));
  }
}

const REFUSED_LINE = /JSON/;

function copyStatement(records: NativeRecords, table: NativeTable, target: string, isDamaged: boolean): string {
  const { manifest } = records;
  const metadata = {
    tool_version: manifest.tool_version,
    schema_version: manifest.schema_version,
    config_sha256: manifest.config_sha256,
    capture_sha256: manifest.captures.map(({ sha256 }) => sha256 ?? '').join(','),
  };
  const pairs = Object.entries(metadata).map(([name, value]) => `${name}: ${sqlText(value)}`);
  const [file, id] =
    table.source === 'flows' ? (['flows.ndjson', 'flow_id'] as const) : (['findings.ndjson', 'finding_id'] as const);
  const source = readNative(table, records.path(file), isDamaged);
  // Of a damaged line a row of nothing is left.
  const rows = isDamaged ? `${source} WHERE ${id} IS NOT NULL` : source;
  return `COPY (SELECT ${table.columns.join(', ')} FROM ${rows})
    TO ${sqlText(target)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${pairs.join(', ')}})`;
}
