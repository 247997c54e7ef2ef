// Parquet by DuckDB, which reads the native NDJSON and writes zstd columns: one row a flow or finding, the same columns as in the lake.

import { openDuck } from '../lake/duck.ts';
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
        await duck.run(copyStatement(records, table, files.path(`${table.source}.parquet`)));
      }
    } finally {
      duck.close();
    }
  },
};

function copyStatement(records: NativeRecords, table: NativeTable, target: string): string {
  const { manifest } = records;
  const metadata = {
    tool_version: manifest.tool_version,
    schema_version: manifest.schema_version,
    config_sha256: manifest.config_sha256,
    capture_sha256: manifest.captures.map(({ sha256 }) => sha256 ?? '').join(','),
  };
  const pairs = Object.entries(metadata).map(([name, value]) => `${name}: ${sqlText(value)}`);
  const source = readNative(table, records.path(table.source === 'flows' ? 'flows.ndjson' : 'findings.ndjson'));
  return `COPY (SELECT ${table.columns.join(', ')} FROM ${source})
    TO ${sqlText(target)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${pairs.join(', ')}})`;
}
