// Parquet by DuckDB, which reads the native NDJSON and writes zstd columns: one row a flow, snake_case, times as µs of UTC, ids as text.
// DuckDB is loaded when this format is asked for, and not before.

import type { NativeRecords, ReportFormat } from './report-format.ts';

/** Columns of the native flow that are read, as DuckDB types; others are left in features. */
const FLOW_TYPES = {
  flow_id: 'VARCHAR',
  community_id: 'VARCHAR',
  capture: 'UINTEGER',
  first_frame: 'UINTEGER',
  last_frame: 'UINTEGER',
  start: 'VARCHAR',
  duration_ms: 'DOUBLE',
  end_reason: 'VARCHAR',
  transport: 'VARCHAR',
  orig: 'STRUCT(ip VARCHAR, port INTEGER, packets BIGINT, bytes BIGINT, payload_bytes BIGINT)',
  resp: 'STRUCT(ip VARCHAR, port INTEGER, packets BIGINT, bytes BIGINT, payload_bytes BIGINT)',
  history: 'VARCHAR',
  missed_bytes: 'BIGINT',
  continues: 'VARCHAR',
  service: 'VARCHAR',
  local: 'VARCHAR',
  domain: 'VARCHAR',
  domain_source: 'VARCHAR',
  tls: 'STRUCT(version VARCHAR, server_name VARCHAR, alpn VARCHAR, cipher VARCHAR, "group" VARCHAR, ja3 VARCHAR, ja3s VARCHAR, ja4 VARCHAR)',
  encryption: 'STRUCT(class VARCHAR, scheme VARCHAR, confidence DOUBLE, reasons VARCHAR[])',
  app: 'STRUCT(uid BIGINT, packages VARCHAR[], label VARCHAR, tier VARCHAR, confidence DOUBLE, level VARCHAR)',
  app_missing: 'VARCHAR',
  features: 'JSON',
} as const;

const FLOW_COLUMNS = `
  flow_id, community_id, capture, first_frame, last_frame,
  epoch_us(start::TIMESTAMPTZ) AS ts_us, duration_ms, end_reason, transport,
  orig.ip AS orig_ip, orig.port AS orig_port, orig.packets AS orig_packets, orig.bytes AS orig_bytes,
  orig.payload_bytes AS orig_payload_bytes,
  resp.ip AS resp_ip, resp.port AS resp_port, resp.packets AS resp_packets, resp.bytes AS resp_bytes,
  resp.payload_bytes AS resp_payload_bytes,
  history, missed_bytes, continues, service, local, domain, domain_source,
  tls.version AS tls_version, tls.server_name AS tls_server_name, tls.alpn AS tls_alpn, tls.cipher AS tls_cipher,
  tls."group" AS tls_group, tls.ja3 AS ja3, tls.ja3s AS ja3s, tls.ja4 AS ja4,
  encryption.class AS encryption_class, encryption.scheme AS encryption_scheme,
  encryption.confidence AS encryption_confidence, encryption.reasons AS encryption_reasons,
  app.uid AS uid, app.packages AS packages, app.label AS app_label, app.tier AS app_tier,
  app.confidence AS app_confidence, app.level AS app_level, app_missing, features`;

const FINDING_TYPES = {
  finding_id: 'VARCHAR',
  technique: 'VARCHAR',
  app: 'STRUCT(uid BIGINT, packages VARCHAR[], device VARCHAR)',
  window: 'STRUCT("start" VARCHAR, "end" VARCHAR)',
  verdict: 'VARCHAR',
  level: 'VARCHAR',
  score: 'DOUBLE',
  sentence: 'VARCHAR',
  areas: 'JSON',
  evidence: 'JSON',
  gaps: 'VARCHAR[]',
  suppressed_by: 'VARCHAR',
} as const;

const FINDING_COLUMNS = `
  finding_id, technique, app.uid AS uid, app.packages AS packages, app.device AS device,
  epoch_us("window"."start"::TIMESTAMPTZ) AS start_us, epoch_us("window"."end"::TIMESTAMPTZ) AS end_us,
  verdict, level, score, sentence, areas, evidence, gaps, suppressed_by`;

/** Longer lines than any flow or finding. */
const MAX_LINE_BYTES = 1 << 28;

export const parquetFormat: ReportFormat = {
  name: 'parquet',
  summary: 'columns for DuckDB, Spark and pandas',
  files: ['flows.parquet', 'findings.parquet'],
  readers: 'DuckDB, ClickHouse, Spark, pandas, Zui',
  async write(records, files) {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      for (const [name, source, types, columns] of [
        ['flows.parquet', 'flows.ndjson', FLOW_TYPES, FLOW_COLUMNS],
        ['findings.parquet', 'findings.ndjson', FINDING_TYPES, FINDING_COLUMNS],
      ] as const) {
        await connection.run(copyStatement(records, source, types, columns, files.path(name)));
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  },
};

function copyStatement(
  records: NativeRecords,
  source: 'flows.ndjson' | 'findings.ndjson',
  types: Readonly<Record<string, string>>,
  columns: string,
  target: string,
): string {
  const fields = Object.entries(types).map(([name, type]) => `"${name}": ${quoted(type)}`);
  const { manifest } = records;
  const metadata = {
    tool_version: manifest.tool_version,
    schema_version: manifest.schema_version,
    config_sha256: manifest.config_sha256,
    capture_sha256: manifest.captures.map(({ sha256 }) => sha256 ?? '').join(','),
  };
  const pairs = Object.entries(metadata).map(([name, value]) => `${name}: ${quoted(value)}`);
  return `COPY (
    SELECT ${columns}
    FROM read_json(${quoted(records.path(source))}, format = 'newline_delimited', columns = {${fields.join(', ')}},
      maximum_object_size = ${MAX_LINE_BYTES})
  ) TO ${quoted(target)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${pairs.join(', ')}})`;
}

/** A SQL string. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
