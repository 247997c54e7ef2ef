// The sessions of apps out of a lake: one row an app and capture, with the numbers and the sets that baselines are made of. They come app by app,
// so that memory is that of one app however large the lake.

import { type BaselineSession, type MeasureName, rhythmName } from '../models/baseline-measures.ts';
import type { CaptureCommit } from './capture-commit.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import type { LakeTable } from './lake-layout.ts';
import { lakeTable } from './lake-tables.ts';
import { sqlText } from './native-reading.ts';
import { SESSION_COLUMNS, sessionQuery } from './session-query.ts';

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

export type SessionMeasures = Pick<AppSession, 'app' | 'captureId' | 'startUs' | 'measures'>;

export interface SessionChoice {
  /** Undefined: every app. */
  readonly app?: string | undefined;
  /** Days on which sessions begin, inclusive, `2026-11-01`. */
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
  /** µs since the epoch: sessions that began before. */
  readonly beforeUs?: number | undefined;
}

export interface LakeSessions {
  /** The same sessions with nothing but app and measures, for a tenth of the time. */
  readonly measures: () => AsyncGenerator<SessionMeasures>;
  /** In order of app, then start, then capture: all sessions of an app follow each other. */
  readonly each: () => AsyncGenerator<AppSession>;
  /** Captures whose files somebody deleted by hand: left out. */
  readonly incomplete: readonly string[];
}

const HOUR_US = 3.6e9;
/** Shorter captures are taken for this long: one flow in a second is no 3,600 an hour. */
const LEAST_HOURS = 1 / 60;
/** Of the rows; what measures are made of. */
const MEASURE_COLUMNS = `app, capture_id, start_us, flows, bytes_up, bytes_down, destinations, custom_share, weak_share,
  first_message_bytes, periodic, key_events, background_share`;

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
  background_share?: number;
  device_name: string;
  domains?: string[];
  addresses?: string[];
  services?: string[];
  schemes?: string[];
  ja4?: string[];
  ports?: number[];
}

/** Nothing is read before `each` is walked. */
export function lakeSessions(lake: Lake, duck: Duck, choice: SessionChoice = {}): LakeSessions {
  const whole: CaptureCommit[] = [];
  const incomplete: string[] = [];
  for (const commit of lake.commits().commits) {
    const isWhole = lake.tableFiles('flows', [commit]).missing.length === 0;
    if (isWhole) whole.push(commit);
    else incomplete.push(commit.capture_id);
  }
  const byId = new Map(whole.map((commit) => [commit.capture_id, commit]));
  const sources = sessionSources(lake, whole, choice);
  const rows = (columns: string) => readRows(duck, sources, columns, choice);
  return {
    each: async function* () {
      for await (const row of rows('*')) yield toSession(row, byId.get(row.capture_id));
    },
    measures: async function* () {
      for await (const row of rows(MEASURE_COLUMNS)) {
        const { app, capture_id: captureId, start_us: startUs } = row;
        yield { app, captureId, startUs, measures: measuresOf(row, byId.get(captureId)) };
      }
    },
    incomplete,
  };
}

/** Table expressions whose rows are the sessions. */
function sessionSources(lake: Lake, commits: readonly CaptureCommit[], choice: SessionChoice): string[] {
  const days = { from: choice.fromDay, to: choice.toDay };
  const made: CaptureCommit[] = [];
  const unmade: CaptureCommit[] = [];
  for (const commit of commits) {
    const isMade = commit.rows['sessions'] !== undefined && lake.tableFiles('sessions', [commit]).missing.length === 0;
    (isMade ? made : unmade).push(commit);
  }
  const columns = SESSION_COLUMNS.join(', ');
  const apps = choice.app === undefined ? undefined : new Set([choice.app]);
  const kept = lakeTable(lake, 'sessions', made, days, apps);
  // Imported before lakes kept sessions, or their file was deleted: made again of the flows.
  const sourceOf = (table: LakeTable) => lakeTable(lake, table, unmade);
  return [
    ...(kept === undefined ? [] : [`SELECT ${columns} FROM ${kept}`]),
    ...(sourceOf('flows') === undefined
      ? []
      : [`SELECT ${columns} FROM (${sessionQuery(sourceOf)}) WHERE ${dayCondition(days)}`]),
  ];
}

async function* readRows(
  duck: Duck,
  sources: readonly string[],
  columns: string,
  choice: SessionChoice,
): AsyncGenerator<Row> {
  if (sources.length === 0) return;
  const conditions = [
    ...(choice.app === undefined ? [] : [`app = ${sqlText(choice.app)}`]),
    ...(choice.beforeUs === undefined ? [] : [`start_us < ${choice.beforeUs}`]),
  ];
  yield* duck.stream<Row>(
    `SELECT ${columns} FROM (${sources.join(' UNION ALL ')}) ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY app, start_us, capture_id`,
  );
}

function dayCondition({ from, to }: { readonly from: string | undefined; readonly to: string | undefined }): string {
  const day = "strftime(make_timestamp(start_us), '%Y-%m-%d')";
  return `${from === undefined ? 'true' : `${day} >= ${sqlText(from)}`} AND ${to === undefined ? 'true' : `${day} <= ${sqlText(to)}`}`;
}

function toSession(row: Row, commit: CaptureCommit | undefined): AppSession {
  return {
    app: row.app,
    version: row.version,
    signerSha256: row.signer_sha256,
    device: row.device_name,
    captureId: row.capture_id,
    startUs: row.start_us,
    flows: row.flows,
    bytes: row.bytes_up + row.bytes_down,
    bytesUp: row.bytes_up,
    bytesDown: row.bytes_down,
    lastUs: row.last_us,
    alerts: row.alerts ?? 0,
    observations: row.observations ?? 0,
    highestScore: row.highest_score,
    alertSentence: row.alert_sentence,
    isQuiet: (row.alerts ?? 0) === 0,
    measures: measuresOf(row, commit),
    sets: {
      domains: row.domains ?? [],
      addresses: row.addresses ?? [],
      services: row.services ?? [],
      schemes: row.schemes ?? [],
      ja4: row.ja4 ?? [],
      ports: (row.ports ?? []).map(String),
      rhythms: [...new Set((row.periods ?? []).map(rhythmName))].sort(),
      signers: row.signer_sha256 === undefined ? [] : [row.signer_sha256],
    },
  };
}

function measuresOf(row: Row, commit: CaptureCommit | undefined): AppSession['measures'] {
  const spanUs = (commit?.last_us ?? row.start_us) - (commit?.first_us ?? row.start_us);
  const hours = Math.max(LEAST_HOURS, spanUs / HOUR_US);
  const bytes = row.bytes_up + row.bytes_down;
  const measures: Record<MeasureName, number | undefined> = {
    flows_per_hour: row.flows / hours,
    bytes_up_per_hour: row.bytes_up / hours,
    upload_share: bytes > 0 ? row.bytes_up / bytes : undefined,
    destinations: row.destinations,
    custom_share: row.custom_share,
    first_message_bytes: row.first_message_bytes,
    periodic_channels: row.periodic ?? 0,
    weak_share: row.weak_share,
    key_events_per_hour: row.key_events === undefined ? undefined : row.key_events / hours,
    background_share: row.background_share,
  };
  return Object.fromEntries(Object.entries(measures).filter(([, value]) => value !== undefined));
}
