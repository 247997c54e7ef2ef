// The query that makes sessions of flows, channels, apps and findings: one row an app and capture. An import asks it of what it has just staged,
// so that baselines read sessions and never all flows; captures that older versions imported are asked when they are read.

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

export function sessionQuery(sourceOf: SessionSources): string {
  // Sets are made of the few distinct combinations and not of all flows.
  return `
    WITH f AS (
      SELECT *, ${REMOTE} AS remote FROM ${sourceOf('flows')} WHERE uid IS NOT NULL
    ), s AS (
      SELECT app, capture_id, any_value(device_name) AS device_name, min(ts_us) AS start_us,
        max(ts_us) AS last_us, count(*) AS flows,
        sum(CASE WHEN local = 'resp' THEN resp_bytes ELSE orig_bytes END)::DOUBLE AS bytes_up,
        sum(CASE WHEN local = 'resp' THEN orig_bytes ELSE resp_bytes END)::DOUBLE AS bytes_down,
        avg((encryption_class IN ('custom', 'embedded'))::INT) AS custom_share,
        avg((coalesce(len(weak), 0) + coalesce(len(legacy), 0) > 0)::INT) AS weak_share,
        median(first_message_bytes_orig) AS first_message_bytes
      FROM f GROUP BY app, capture_id
    ), k AS (
      SELECT DISTINCT app, capture_id, domain, CASE WHEN domain IS NULL THEN remote END AS address, service,
        encryption_scheme, ja4, CASE WHEN resp_port < 32768 THEN resp_port END AS port
      FROM f
    ), d AS (
      SELECT app, capture_id, count(DISTINCT coalesce(domain, address)) AS destinations,
        ${distinctList('domain')} AS domains, ${distinctList('address')} AS addresses,
        ${distinctList('service')} AS services, ${distinctList('encryption_scheme')} AS schemes,
        ${distinctList('ja4')} AS ja4, ${distinctList('port')} AS ports
      FROM k GROUP BY app, capture_id
    ), c AS (${channelsQuery(sourceOf('channels'))}), a AS (${appsQuery(sourceOf('apps'))}), n AS (${findingsQuery(sourceOf('findings'))})
    SELECT ${SESSION_COLUMNS.join(', ')}
    FROM s JOIN d USING (app, capture_id) LEFT JOIN c USING (app, capture_id) LEFT JOIN a USING (app, capture_id)
      LEFT JOIN n USING (app, capture_id)`;
}

function distinctList(column: string): string {
  return `list_sort(list(DISTINCT ${column}) FILTER (${column} IS NOT NULL))`;
}

function channelsQuery(source: string | undefined): string {
  if (source === undefined) return nothing('0::BIGINT AS periodic, NULL::DOUBLE[] AS periods');
  return `SELECT app, capture_id, count(*) FILTER (periodicity = 'periodic') AS periodic,
      list_sort(list(period_s) FILTER (periodicity = 'periodic' AND period_s > 0)) AS periods
    FROM ${source} WHERE uid IS NOT NULL GROUP BY ALL`;
}

function appsQuery(source: string | undefined): string {
  if (source === undefined)
    return nothing(
      'NULL::VARCHAR AS version, NULL::VARCHAR AS signer_sha256, NULL::BIGINT AS key_events, NULL::DOUBLE AS background_share',
    );
  // Files of older versions have no background_share; the empty row makes the column, and belongs to no app.
  return `SELECT app, capture_id, any_value(version) AS version, any_value(signer_sha256) AS signer_sha256,
      max(key_events) AS key_events, max(background_share) AS background_share
    FROM (FROM ${source} UNION ALL BY NAME SELECT NULL::DOUBLE AS background_share) WHERE uid IS NOT NULL GROUP BY ALL`;
}

function findingsQuery(source: string | undefined): string {
  if (source === undefined)
    return nothing(
      '0::BIGINT AS alerts, 0::BIGINT AS observations, NULL::DOUBLE AS highest_score, NULL::VARCHAR AS alert_sentence',
    );
  return `SELECT app, capture_id, count(*) FILTER (verdict = 'alert') AS alerts,
      count(*) FILTER (verdict = 'observation') AS observations,
      max(score) FILTER (verdict IN ('alert', 'observation')) AS highest_score,
      arg_max(sentence, score) FILTER (verdict = 'alert') AS alert_sentence
    FROM ${source} WHERE uid IS NOT NULL GROUP BY ALL`;
}

function nothing(columns: string): string {
  return `SELECT NULL::VARCHAR AS app, NULL::VARCHAR AS capture_id, ${columns} WHERE false`;
}
