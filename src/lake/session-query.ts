// The query that makes sessions of flows, channels, apps and findings: one row an app and capture. An import asks it of what it has just staged,
// so that baselines read sessions and never all flows; captures that older versions imported are asked when they are read.

/** Table expressions; flows have one. */
export type SessionSources = (table: 'flows' | 'channels' | 'apps' | 'findings') => string | undefined;

const NAME = "coalesce(packages[1], 'uid ' || uid)";
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
  return `
    WITH f AS (
      SELECT *, ${NAME} AS app, ${REMOTE} AS remote FROM ${sourceOf('flows')} WHERE uid IS NOT NULL
    ), s AS (
      SELECT app, capture_id, any_value(device_name) AS device_name, min(ts_us) AS start_us,
        max(ts_us) AS last_us, count(*) AS flows,
        sum(CASE WHEN local = 'resp' THEN resp_bytes ELSE orig_bytes END)::DOUBLE AS bytes_up,
        sum(CASE WHEN local = 'resp' THEN orig_bytes ELSE resp_bytes END)::DOUBLE AS bytes_down,
        count(DISTINCT coalesce(domain, remote)) AS destinations,
        avg((encryption_class IN ('custom', 'embedded'))::INT) AS custom_share,
        avg((coalesce(len(weak), 0) + coalesce(len(legacy), 0) > 0)::INT) AS weak_share,
        median(first_message_bytes_orig) AS first_message_bytes,
        list_sort(list(DISTINCT domain) FILTER (domain IS NOT NULL)) AS domains,
        list_sort(list(DISTINCT remote) FILTER (domain IS NULL)) AS addresses,
        list_sort(list(DISTINCT service) FILTER (service IS NOT NULL)) AS services,
        list_sort(list(DISTINCT encryption_scheme) FILTER (encryption_scheme IS NOT NULL)) AS schemes,
        list_sort(list(DISTINCT ja4) FILTER (ja4 IS NOT NULL)) AS ja4,
        list_sort(list(DISTINCT resp_port) FILTER (resp_port < 32768)) AS ports
      FROM f GROUP BY app, capture_id
    ), c AS (${channelsQuery(sourceOf('channels'))}), a AS (${appsQuery(sourceOf('apps'))}), n AS (${findingsQuery(sourceOf('findings'))})
    SELECT ${SESSION_COLUMNS.join(', ')}
    FROM s LEFT JOIN c USING (app, capture_id) LEFT JOIN a USING (app, capture_id) LEFT JOIN n USING (app, capture_id)`;
}

function channelsQuery(source: string | undefined): string {
  if (source === undefined) return nothing('0::BIGINT AS periodic, NULL::DOUBLE[] AS periods');
  return `SELECT ${NAME} AS app, capture_id, count(*) FILTER (periodicity = 'periodic') AS periodic,
      list_sort(list(period_s) FILTER (periodicity = 'periodic' AND period_s > 0)) AS periods
    FROM ${source} WHERE uid IS NOT NULL GROUP BY ALL`;
}

function appsQuery(source: string | undefined): string {
  if (source === undefined)
    return nothing(
      'NULL::VARCHAR AS version, NULL::VARCHAR AS signer_sha256, NULL::BIGINT AS key_events, NULL::DOUBLE AS background_share',
    );
  // Files of older versions have no background_share; the empty row makes the column, and belongs to no app.
  return `SELECT ${NAME} AS app, capture_id, any_value(version) AS version, any_value(signer_sha256) AS signer_sha256,
      max(key_events) AS key_events, max(background_share) AS background_share
    FROM (FROM ${source} UNION ALL BY NAME SELECT NULL::DOUBLE AS background_share) WHERE uid IS NOT NULL GROUP BY ALL`;
}

function findingsQuery(source: string | undefined): string {
  if (source === undefined)
    return nothing(
      '0::BIGINT AS alerts, 0::BIGINT AS observations, NULL::DOUBLE AS highest_score, NULL::VARCHAR AS alert_sentence',
    );
  return `SELECT ${NAME} AS app, capture_id, count(*) FILTER (verdict = 'alert') AS alerts,
      count(*) FILTER (verdict = 'observation') AS observations,
      max(score) FILTER (verdict IN ('alert', 'observation')) AS highest_score,
      arg_max(sentence, score) FILTER (verdict = 'alert') AS alert_sentence
    FROM ${source} WHERE uid IS NOT NULL GROUP BY ALL`;
}

function nothing(columns: string): string {
  return `SELECT NULL::VARCHAR AS app, NULL::VARCHAR AS capture_id, ${columns} WHERE false`;
}
