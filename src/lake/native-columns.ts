// What a column store keeps of native records, as DuckDB reads them from NDJSON: the types of the keys that are read, and the columns made of them.
// One row a record, snake_case, times as µs since the epoch, ids as text. The same for Parquet files and for the lake.

export interface NativeTable {
  /** Base name of the native file, without its ending. */
  readonly source: 'flows' | 'channels' | 'apps' | 'findings' | 'coverage';
  readonly types: Readonly<Record<string, string>>;
  /** SQL expressions, `expression AS name` where the name is not the expression's own. */
  readonly columns: readonly string[];
  /** SQL expression of the moment a row belongs to, µs; undefined: it belongs to the whole capture. */
  readonly timeUs?: string;
}

const ENDPOINT = 'STRUCT(ip VARCHAR, port INTEGER, packets BIGINT, bytes BIGINT, payload_bytes BIGINT)';
const ENCRYPTION = 'STRUCT(class VARCHAR, scheme VARCHAR, confidence DOUBLE, reasons VARCHAR[])';

/** µs since the epoch of an RFC 3339 text; the session's time zone is UTC. */
function microseconds(text: string): string {
  return `epoch_us(${text}::TIMESTAMPTZ)`;
}

export const FLOW_TABLE: NativeTable = {
  source: 'flows',
  types: {
    flow_id: 'VARCHAR',
    community_id: 'VARCHAR',
    capture: 'UINTEGER',
    first_frame: 'UINTEGER',
    last_frame: 'UINTEGER',
    start: 'VARCHAR',
    duration_ms: 'DOUBLE',
    end_reason: 'VARCHAR',
    transport: 'VARCHAR',
    orig: ENDPOINT,
    resp: ENDPOINT,
    history: 'VARCHAR',
    missed_bytes: 'BIGINT',
    continues: 'VARCHAR',
    service: 'VARCHAR',
    local: 'VARCHAR',
    domain: 'VARCHAR',
    domain_source: 'VARCHAR',
    tls: 'STRUCT(version VARCHAR, server_name VARCHAR, alpn VARCHAR, cipher VARCHAR, "group" VARCHAR, ja3 VARCHAR, ja3s VARCHAR, ja4 VARCHAR)',
    crypto: 'STRUCT(pq BOOLEAN, forward_secrecy BOOLEAN, weak VARCHAR[], legacy VARCHAR[])',
    encryption: ENCRYPTION,
    app: 'STRUCT(uid BIGINT, packages VARCHAR[], label VARCHAR, tier VARCHAR, confidence DOUBLE, level VARCHAR)',
    app_missing: 'VARCHAR',
    features: 'JSON',
  },
  columns: [
    'flow_id',
    'community_id',
    'capture',
    'first_frame',
    'last_frame',
    `${microseconds('start')} AS ts_us`,
    'duration_ms',
    'end_reason',
    'transport',
    ...(['orig', 'resp'] as const).flatMap((side) =>
      ['ip', 'port', 'packets', 'bytes', 'payload_bytes'].map((key) => `${side}.${key} AS ${side}_${key}`),
    ),
    'history',
    'missed_bytes',
    'continues',
    'service',
    'local',
    'domain',
    'domain_source',
    'tls.version AS tls_version',
    'tls.server_name AS tls_server_name',
    'tls.alpn AS tls_alpn',
    'tls.cipher AS tls_cipher',
    'tls."group" AS tls_group',
    'tls.ja3 AS ja3',
    'tls.ja3s AS ja3s',
    'tls.ja4 AS ja4',
    'crypto.pq AS pq',
    'crypto.weak AS weak',
    'crypto.legacy AS legacy',
    'encryption.class AS encryption_class',
    'encryption.scheme AS encryption_scheme',
    'encryption.confidence AS encryption_confidence',
    'encryption.reasons AS encryption_reasons',
    'app.uid AS uid',
    'app.packages AS packages',
    'app.label AS app_label',
    'app.tier AS app_tier',
    'app.confidence AS app_confidence',
    'app.level AS app_level',
    'app_missing',
    'features',
  ],
  timeUs: microseconds('start'),
};

export const CHANNEL_TABLE: NativeTable = {
  source: 'channels',
  types: {
    channel_id: 'VARCHAR',
    app: 'STRUCT(uid BIGINT, packages VARCHAR[])',
    device: 'VARCHAR',
    destination: 'STRUCT(ip VARCHAR, domain VARCHAR, port INTEGER)',
    transport: 'VARCHAR',
    flows: 'BIGINT',
    first: 'VARCHAR',
    last: 'VARCHAR',
    bytes_up: 'BIGINT',
    bytes_down: 'BIGINT',
    services: 'VARCHAR[]',
    periodicity:
      'STRUCT(verdict VARCHAR, period_s DOUBLE, jitter_share DOUBLE, periods_seen BIGINT, p_value DOUBLE, q_value DOUBLE)',
    sizes: 'JSON',
    framing: 'JSON',
    encryption: ENCRYPTION,
  },
  columns: [
    'channel_id',
    'app.uid AS uid',
    'app.packages AS packages',
    'device AS device_address',
    'destination.ip AS ip',
    'destination.domain AS domain',
    'destination.port AS port',
    'transport',
    'flows',
    `${microseconds('first')} AS first_us`,
    `${microseconds('last')} AS last_us`,
    'bytes_up',
    'bytes_down',
    'services',
    'periodicity.verdict AS periodicity',
    'periodicity.period_s AS period_s',
    'periodicity.jitter_share AS jitter_share',
    'periodicity.periods_seen AS periods_seen',
    'periodicity.p_value AS p_value',
    'periodicity.q_value AS q_value',
    'sizes',
    'framing',
    'encryption.class AS encryption_class',
    'encryption.scheme AS encryption_scheme',
    'encryption.confidence AS encryption_confidence',
  ],
  timeUs: microseconds('first'),
};

export const APP_TABLE: NativeTable = {
  source: 'apps',
  types: {
    uid: 'BIGINT',
    packages: 'VARCHAR[]',
    label: 'VARCHAR',
    version: 'VARCHAR',
    signer: 'VARCHAR',
    flows: 'BIGINT',
    channels: 'BIGINT',
    packets: 'BIGINT',
    bytes_up: 'BIGINT',
    bytes_down: 'BIGINT',
    encryption: 'JSON',
    services: 'JSON',
    destinations: 'BIGINT',
    byte_share: 'DOUBLE',
    attribution: 'JSON',
    verdict: 'VARCHAR',
    areas: 'JSON',
    findings: 'VARCHAR[]',
  },
  columns: [
    'uid',
    'packages',
    'label',
    'version',
    'signer',
    'flows',
    'channels',
    'packets',
    'bytes_up',
    'bytes_down',
    'encryption',
    'services',
    'destinations',
    'byte_share',
    'attribution',
    'verdict',
    'areas',
    'findings',
  ],
};

export const FINDING_TABLE: NativeTable = {
  source: 'findings',
  types: {
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
  },
  columns: [
    'finding_id',
    'technique',
    'app.uid AS uid',
    'app.packages AS packages',
    'app.device AS device_address',
    `${microseconds('"window"."start"')} AS start_us`,
    `${microseconds('"window"."end"')} AS end_us`,
    'verdict',
    'level',
    'score',
    'sentence',
    'areas',
    'evidence',
    'gaps',
    'suppressed_by',
  ],
  timeUs: microseconds('"window"."start"'),
};

export const COVERAGE_TABLE: NativeTable = {
  source: 'coverage',
  types: {
    area: 'VARCHAR',
    app: 'STRUCT(uid BIGINT, packages VARCHAR[])',
    status: 'VARCHAR',
    effect: 'VARCHAR',
    remedy: 'VARCHAR',
  },
  columns: ['area', 'app.uid AS uid', 'app.packages AS packages', 'status', 'effect', 'remedy'],
};

/** Longer lines than any record. */
const MAX_OBJECT_BYTES = 1 << 24;

/** The rows of a native file as a table expression; coverage.json is one list, the others are lines. */
export function readNative(table: NativeTable, path: string): string {
  const fields = Object.entries(table.types).map(([name, type]) => `"${name}": ${sqlText(type)}`);
  const format = table.source === 'coverage' ? 'array' : 'newline_delimited';
  return `read_json(${sqlText(path)}, format = '${format}', columns = {${fields.join(', ')}}, maximum_object_size = ${MAX_OBJECT_BYTES})`;
}

/** A SQL string. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
