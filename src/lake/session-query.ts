// The query that makes sessions of flows, channels, apps and findings: one row an app and capture. An import asks it of what it has just staged,
// so that baselines read sessions and never all flows; captures that older versions imported are asked when they are read.

/** Columns that are the same in all rows of one capture, as SQL expressions with their names. */
export interface OneCapture {
  readonly capture_id: string;
  readonly device_name: string;
}

/** Table expressions; flows have one. */
export type SessionSources = (table: 'flows' | 'channels' | 'apps' | 'findings') => string | undefined;

const REMOTE = "CASE WHEN local = 'resp' THEN orig_ip ELSE resp_ip END";

/** The columns, in this order, with the types of a sessions file. */
export const SESSION_COLUMNS: readonly string[] = [
  'app',
  'capture_id',
  'device_name',
  'start_us',
  'last_us',
  'flows',
  'bytes_up',
  'bytes_down',
  'destinations',
  'custom_share',
  'weak_share',
  'first_message_bytes',
  'domains',
  'addresses',
  'services',
  'schemes',
  'ja4',
  'ports',
  'periodic',
  'periods',
  'version',
  'signer_sha256',
  'key_events',
  'background_share',
  'alerts',
  'observations',
  'highest_score',
  'alert_sentence',
];

/** What the tables beside flows give, and its type where they have no row. */
const BESIDE = {
  channels: { periodic: 'BIGINT', periods: 'DOUBLE[]' },
  apps: { version: 'VARCHAR', signer_sha256: 'VARCHAR', key_events: 'BIGINT', background_share: 'DOUBLE' },
  findings: { alerts: 'BIGINT', observations: 'BIGINT', highest_score: 'DOUBLE', alert_sentence: 'VARCHAR' },
} as const;

const QUERIES = { channels: channelsQuery, apps: appsQuery, findings: findingsQuery };
const KEYS = 'app, capture_id';

/** Flows are read once, into their few distinct combinations. Nothing is aggregated as DISTINCT: each such aggregate sets up tables of its own,
 *  which of a small capture cost more than all else. `one`: of the capture that all rows are of, which then need not be told apart by it. */
export function sessionQuery(sourceOf: SessionSources, one?: OneCapture): string {
  const keys = one === undefined ? KEYS : 'app';
  const given = Object.entries(QUERIES).flatMap(([table, query]) => {
    const source = sourceOf(table as keyof typeof QUERIES);
    return source === undefined ? [] : [{ table, query: query(source, keys) }];
  });
  const absent = Object.entries(BESIDE).flatMap(([table, columns]) =>
    given.some((found) => found.table === table) ? [] : Object.entries(columns),
  );
  const types = new Map<string, string>(absent);
  const constants: Readonly<Record<string, string>> = { ...one };
  const columns = SESSION_COLUMNS.map(
    (name) => constants[name] ?? (types.has(name) ? `NULL::${types.get(name)} AS ${name}` : name),
  );
  return `
    WITH k AS (
      SELECT ${keys}, domain, CASE WHEN domain IS NULL THEN ${REMOTE} END AS address, service, encryption_scheme, ja4,
        CASE WHEN resp_port < 32768 THEN resp_port END AS port,
        ${deviceName(one)} min(ts_us) AS start_us, max(ts_us) AS last_us, count(*) AS flows,
        sum(CASE WHEN local = 'resp' THEN resp_bytes ELSE orig_bytes END) AS bytes_up,
        sum(CASE WHEN local = 'resp' THEN orig_bytes ELSE resp_bytes END) AS bytes_down,
        count(*) FILTER (encryption_class IN ('custom', 'embedded')) AS custom,
        count(*) FILTER (len(weak) > 0 OR len(legacy) > 0) AS weakened,
        list(first_message_bytes_orig) FILTER (first_message_bytes_orig IS NOT NULL) AS first_messages
      FROM ${sourceOf('flows')} WHERE uid IS NOT NULL GROUP BY ALL
    ), s AS (
      SELECT ${keys}, ${deviceName(one)} min(start_us) AS start_us, max(last_us) AS last_us,
        sum(flows)::BIGINT AS flows, sum(bytes_up)::DOUBLE AS bytes_up, sum(bytes_down)::DOUBLE AS bytes_down,
        coalesce(len(list_distinct(list(coalesce(domain, address)))), 0) AS destinations,
        sum(custom)::DOUBLE / sum(flows)::DOUBLE AS custom_share, sum(weakened)::DOUBLE / sum(flows)::DOUBLE AS weak_share,
        list_median(flatten(list(first_messages))) AS first_message_bytes,
        ${distinctList('domain')} AS domains, ${distinctList('address')} AS addresses,
        ${distinctList('service')} AS services, ${distinctList('encryption_scheme')} AS schemes,
        ${distinctList('ja4')} AS ja4, ${distinctList('port')} AS ports
      FROM k GROUP BY ${keys}
    )${given.map(({ table, query }) => `, of_${table} AS (${query})`).join('')}
    SELECT ${columns.join(', ')}
    FROM s ${given.map(({ table }) => `LEFT JOIN of_${table} USING (${keys})`).join(' ')}`;
}

/** Of all rows together no column of the groups. */
function deviceName(one: OneCapture | undefined): string {
  return one === undefined ? 'any_value(device_name) AS device_name,' : '';
}

function distinctList(column: string): string {
  return `list_sort(list_distinct(list(${column}) FILTER (${column} IS NOT NULL)))`;
}

function channelsQuery(source: string, keys: string): string {
  return `SELECT ${keys}, count(*) FILTER (periodicity = 'periodic') AS periodic,
      list_sort(list(period_s) FILTER (periodicity = 'periodic' AND period_s > 0)) AS periods
    FROM ${source} WHERE uid IS NOT NULL GROUP BY ALL`;
}

function appsQuery(source: string, keys: string): string {
  // Files of older versions have no background_share; the empty row makes the column, and belongs to no app.
  return `SELECT ${keys}, any_value(version) AS version, any_value(signer_sha256) AS signer_sha256,
      max(key_events) AS key_events, max(background_share) AS background_share
    FROM (FROM ${source} UNION ALL BY NAME SELECT NULL::DOUBLE AS background_share) WHERE uid IS NOT NULL GROUP BY ALL`;
}

function findingsQuery(source: string, keys: string): string {
  return `SELECT ${keys}, count(*) FILTER (verdict = 'alert') AS alerts,
      count(*) FILTER (verdict = 'observation') AS observations,
      max(score) FILTER (verdict IN ('alert', 'observation')) AS highest_score,
      arg_max(sentence, score) FILTER (verdict = 'alert') AS alert_sentence
    FROM ${source} WHERE uid IS NOT NULL GROUP BY ALL`;
}
