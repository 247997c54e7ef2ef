// apps.csv of the report over a lake: one row an app and build (version and signer), in the order of the page. What cannot be said is an empty
// cell: a score of 0 is one that was computed.

import { rfc3339 } from '../base/rfc3339.ts';
import type { UnusualItem } from '../models/baseline-score.ts';
import type { AppBuild, RankedApp, SessionTotals } from './batch-ranking.ts';
import { type CsvValue, csvLine } from './csv-cell.ts';
import { visibleText } from './safe-text.ts';

interface Row {
  readonly app: RankedApp;
  readonly build: AppBuild;
  readonly totals: SessionTotals;
}

const BYTE_ORDER_MARK = '\ufeff';
const COLUMNS: readonly (readonly [title: string, value: (row: Row) => CsvValue])[] = [
  ['rank', ({ app }) => app.rank],
  ['app', ({ app }) => app.app],
  ['version', ({ build }) => build.version],
  ['signer_sha256', ({ build }) => build.signerSha256],
  ['app_state', ({ app }) => app.state],
  ['sessions', ({ totals }) => totals.sessions],
  ['quiet_sessions', ({ totals }) => totals.quiet],
  ['devices', ({ totals }) => totals.devices],
  ['first_seen', ({ totals }) => rfc3339(totals.firstUs)],
  ['last_seen', ({ totals }) => rfc3339(totals.lastUs)],
  ['flows', ({ totals }) => totals.flows],
  ['bytes_up', ({ totals }) => totals.bytesUp],
  ['bytes_down', ({ totals }) => totals.bytesDown],
  ['destinations', ({ totals }) => totals.destinations],
  ['alerts', ({ totals }) => totals.alerts],
  ['observations', ({ totals }) => totals.observations],
  ['highest_finding_score', ({ totals }) => totals.highestScore],
  ['latest_capture_id', ({ build }) => build.latest.captureId],
  ['latest_start', ({ build }) => rfc3339(build.latest.startUs)],
  ['latest_score_status', ({ build }) => build.score.status],
  ['latest_score_bits', ({ build: { score } }) => (score.status === 'scored' ? rounded(score.score) : undefined)],
  ['latest_new', ({ build }) => sentences(build, 'new')],
  ['latest_above_usual', ({ build }) => sentences(build, 'measure')],
  ['app_drift', ({ app }) => app.drift.status],
  ['app_drift_reason', ({ app }) => app.drift.reason],
  ['app_drift_since_capture_id', ({ app }) => app.drift.sinceCaptureId],
  ['app_baseline', ({ app }) => (app.assertion === undefined ? 'unvetted' : 'asserted')],
  ['asserted_by', ({ app }) => app.assertion?.owner],
  ['asserted_until', ({ app }) => (app.assertion === undefined ? undefined : rfc3339(app.assertion.until_us))],
];

/** Lines with their ends: UTF-8 with a byte order mark, CRLF, a header always. */
export function* batchCsv(apps: Iterable<RankedApp>): Generator<string> {
  yield `${BYTE_ORDER_MARK}${csvLine(COLUMNS.map(([title]) => title))}`;
  for (const app of apps) {
    for (const build of app.builds) {
      const row = { app, build, totals: build.totals };
      yield csvLine(COLUMNS.map(([, value]) => shown(value(row))));
    }
  }
}

function shown(value: CsvValue): CsvValue {
  return typeof value === 'string' ? visibleText(value) : value;
}

function sentences({ score }: AppBuild, kind: UnusualItem['kind']): string | undefined {
  const own = score.items.filter((item) => item.kind === kind);
  return own.length === 0 ? undefined : own.map(({ sentence }) => sentence).join('; ');
}

function rounded(bits: number): number {
  return Math.round(bits * 100) / 100;
}
