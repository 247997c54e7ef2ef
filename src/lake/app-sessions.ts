// The sessions of apps out of a lake: one row an app and capture, with the numbers and the sets that baselines are made of. One query.

import { type BaselineSession, rhythmName } from '../models/baseline-measures.ts';
import type { CaptureCommit } from './capture-commit.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { sqlText } from './native-reading.ts';

export interface AppSession extends BaselineSession {
  /** Package name, or `uid N` where no inventory named it. */
  readonly app: string;
  readonly version: string | undefined;
  readonly signerSha256: string | undefined;
  readonly device: string;
  readonly flows: number;
  readonly bytes: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** µs since the epoch, of the start of the last flow. */
  readonly lastUs: number;
  readonly alerts: number;
  readonly observations: number;
  /** Of alerts and observations; undefined where there is none. */
  readonly highestScore: number | undefined;
  /** Of the alert with the highest score, in a sentence. */
  readonly alertSentence: string | undefined;
}

export interface SessionChoice {
  /** Undefined: every app. */
  readonly app?: string | undefined;
  /** Days, inclusive, `2026-11-01`. */
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
}

export interface SessionsRead {
  readonly sessions: AppSession[];
  /** Captures whose files somebody deleted by hand: left out. */
  readonly incomplete: string[];
}

const HOUR_US = 3.6e9;
/** Shorter captures are taken for this long: one flow in a second is no 3,600 an hour. */
const LEAST_HOURS = 1 / 60;

interface Row {
  app: string;
  capture_id: string;
  start_us: number;
  last_us: number;
  flows: number;
  bytes_up: number;
  bytes_down: number;
  destinations: number;
  custom_share: number;
  weak_share: number;
  first_message_bytes?: number;
  periodic?: number;
  periods?: number[];
  alerts?: number;
  observations?: number;
  highest_score?: number;
  alert_sentence?: string;
  version?: string;
  signer_sha256?: string;
  key_events?: number;
  device_name: string;
  domains?: string[];
  addresses?: string[];
  services?: string[];
  schemes?: string[];
  ja4?: string[];
  ports?: number[];
}

/** In order of app, then start, then capture. */
export async function appSessions(lake: Lake, duck: Duck, choice: SessionChoice = {}): Promise<SessionsRead> {
  const { commits } = lake.commits();
  const incomplete: string[] = [];
  const whole = commits.filter((commit) => {
    const isWhole = lake.tableFiles('flows', [commit]).missing.length === 0;
    if (!isWhole) incomplete.push(commit.capture_id);
    return isWhole;
  });
  const days = { from: choice.fromDay, to: choice.toDay };
  const files = (table: 'flows' | 'channels' | 'apps' | 'findings') => lake.tableFiles(table, whole, days).files;
  if (files('flows').length === 0) return { sessions: [], incomplete };
  const rows = await duck.plainRows<Row>(sessionQuery(files, choice.app));
  const byId = new Map(whole.map((commit) => [commit.capture_id, commit]));
  return { sessions: rows.map((row) => toSession(row, byId.get(row.capture_id))), incomplete };
}

function sessionQuery(
  files: (table: 'flows' | 'channels' | 'apps' | 'findings') => string[],
  app: string | undefined,
): string {
  const only = app === undefined ? '' : `WHERE app = ${sqlText(app)}`;
  const name = "coalesce(packages[1], 'uid ' || uid)";
  const remote = "CASE WHEN local = 'resp' THEN orig_ip ELSE resp_ip END";
  return `
    WITH f AS (
      SELECT *, ${name} AS app, ${remote} AS remote FROM ${parquet(files('flows'))} WHERE uid IS NOT NULL
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
      FROM f ${only} GROUP BY app, capture_id
    ), c AS (
      SELECT ${name} AS app, capture_id, count(*) FILTER (periodicity = 'periodic') AS periodic,
        list(period_s) FILTER (periodicity = 'periodic' AND period_s > 0) AS periods
      FROM ${parquet(files('channels'))} WHERE uid IS NOT NULL GROUP BY ALL
    ), a AS (
      SELECT ${name} AS app, capture_id, any_value(version) AS version, any_value(signer_sha256) AS signer_sha256,
        max(key_events) AS key_events
      FROM ${parquet(files('apps'))} WHERE uid IS NOT NULL GROUP BY ALL
    ), n AS (${findingsQuery(files('findings'), name)})
    SELECT s.*, c.periodic, c.periods, a.version, a.signer_sha256, a.key_events, n.alerts,
      n.observations, n.highest_score, n.alert_sentence
    FROM s LEFT JOIN c USING (app, capture_id) LEFT JOIN a USING (app, capture_id) LEFT JOIN n USING (app, capture_id)
    ORDER BY app, start_us, capture_id`;
}

function findingsQuery(files: readonly string[], name: string): string {
  if (files.length === 0)
    return `SELECT NULL::VARCHAR AS app, NULL::VARCHAR AS capture_id, 0 AS alerts, 0 AS observations,
      NULL::DOUBLE AS highest_score, NULL::VARCHAR AS alert_sentence WHERE false`;
  return `SELECT ${name} AS app, capture_id, count(*) FILTER (verdict = 'alert') AS alerts,
      count(*) FILTER (verdict = 'observation') AS observations,
      max(score) FILTER (verdict IN ('alert', 'observation')) AS highest_score,
      arg_max(sentence, score) FILTER (verdict = 'alert') AS alert_sentence
    FROM ${parquet(files)} WHERE uid IS NOT NULL GROUP BY ALL`;
}

/** Files of older versions may lack columns that newer ones have. */
function parquet(files: readonly string[]): string {
  return `read_parquet([${files.map(sqlText).join(', ')}], union_by_name = true, hive_partitioning = true)`;
}

function toSession(row: Row, commit: CaptureCommit | undefined): AppSession {
  const spanUs = (commit?.last_us ?? row.start_us) - (commit?.first_us ?? row.start_us);
  const hours = Math.max(LEAST_HOURS, spanUs / HOUR_US);
  const bytes = row.bytes_up + row.bytes_down;
  return {
    app: row.app,
    version: row.version,
    signerSha256: row.signer_sha256,
    device: row.device_name,
    captureId: row.capture_id,
    startUs: row.start_us,
    flows: row.flows,
    bytes,
    bytesUp: row.bytes_up,
    bytesDown: row.bytes_down,
    lastUs: row.last_us,
    alerts: row.alerts ?? 0,
    observations: row.observations ?? 0,
    highestScore: row.highest_score,
    alertSentence: row.alert_sentence,
    isQuiet: (row.alerts ?? 0) === 0,
    measures: {
      flows_per_hour: row.flows / hours,
      bytes_up_per_hour: row.bytes_up / hours,
      ...(bytes > 0 ? { upload_share: row.bytes_up / bytes } : {}),
      destinations: row.destinations,
      custom_share: row.custom_share,
      ...(row.first_message_bytes === undefined ? {} : { first_message_bytes: row.first_message_bytes }),
      periodic_channels: row.periodic ?? 0,
      weak_share: row.weak_share,
      ...(row.key_events === undefined ? {} : { key_events_per_hour: row.key_events / hours }),
    },
    sets: {
      domains: row.domains ?? [],
      addresses: row.addresses ?? [],
      services: row.services ?? [],
      schemes: row.schemes ?? [],
      ja4: row.ja4 ?? [],
      ports: (row.ports ?? []).map(String),
      rhythms: [...new Set((row.periods ?? []).map(rhythmName))].sort(),
    },
  };
}
