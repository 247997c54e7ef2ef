// What is odd about captures that are in a lake all the same: clocks that cannot be right, logs that fit no flow, and two devices under one name.
// Captures are sessions of their own, so that nothing of these is mixed; a person should know before trusting days and baselines.

import type { CaptureCommit } from './capture-commit.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { lakeTable } from './lake-tables.ts';
import { sqlText } from './native-reading.ts';

export interface CaptureGap {
  /** Path or id of the capture. */
  readonly capture: string;
  readonly reason: string;
}

const DAY_US = 86_400e6;
/** Before the first device with Android (2008): a clock that was never set. */
const EARLIEST_US = Date.UTC(2008, 8, 23) * 1000;
/** A clock of logs that is farther off is no drift. */
const NOTABLE_OFFSET_MS = 3_600_000;
/** Captures of one device that overlap longer than this run at the same time. */
const OVERLAP_US = 60e6;
/** Overlaps that are looked into. */
const MAX_PAIRS = 1000;

/** `nowUs`: of the reader's clock. In order of the captures' ids. */
export async function captureRemarks(
  lake: Lake,
  duck: Duck,
  commits: readonly CaptureCommit[],
  nowUs: number,
): Promise<CaptureGap[]> {
  const remarks = commits.flatMap((commit) =>
    [clockRemark(commit, nowUs), offsetRemark(commit)].flatMap((reason) =>
      reason === undefined ? [] : [{ capture: captureName(commit), reason }],
    ),
  );
  return [...remarks, ...(await logsWithoutFlows(lake, duck, commits)), ...(await doubles(lake, duck, commits))];
}

export function captureName({ captures, capture_id: id }: CaptureCommit): string {
  return captures[0]?.path ?? id;
}

function clockRemark({ first_us: firstUs }: CaptureCommit, nowUs: number): string | undefined {
  if (firstUs === undefined) return undefined;
  const day = dayText(firstUs);
  if (firstUs > nowUs + DAY_US) return `begins on ${day}, which is still to come: the clock of its device is ahead`;
  if (firstUs < EARLIEST_US) return `begins on ${day}, before there was Android: the clock of its device was not set`;
  return undefined;
}

function offsetRemark({ clock_offset_ms: offsetMs }: CaptureCommit): string | undefined {
  if (offsetMs === undefined || Math.abs(offsetMs) < NOTABLE_OFFSET_MS) return undefined;
  const hours = (Math.abs(offsetMs) / 3_600_000).toFixed(1);
  return `the clock of its logs was ${hours} h off, and was set right by flows that both tell of`;
}

async function logsWithoutFlows(lake: Lake, duck: Duck, commits: readonly CaptureCommit[]): Promise<CaptureGap[]> {
  const logged = commits.filter(({ telemetry }) => telemetry.length > 0);
  const source = lakeTable(lake, 'flows', logged);
  if (source === undefined) return [];
  const rows = await duck.plainRows<{ capture_id: string }>(
    `SELECT capture_id FROM ${source} GROUP BY capture_id HAVING count(uid) = 0 ORDER BY capture_id`,
  );
  const ids = new Set(rows.map(({ capture_id: id }) => id));
  return logged
    .filter(({ capture_id: id }) => ids.has(id))
    .map((commit) => ({
      capture: captureName(commit),
      reason: `${logsText(commit.telemetry.length)} the app of a flow: of that day and device?`,
    }));
}

function logsText(logs: number): string {
  return logs === 1 ? 'came with a log that does not tell' : `came with ${logs} logs of which none tells`;
}

/** Captures of one device at one time that cannot be of one device: the same package with another UID, version or signer, or other addresses. */
async function doubles(lake: Lake, duck: Duck, commits: readonly CaptureCommit[]): Promise<CaptureGap[]> {
  const remarks: CaptureGap[] = [];
  for (const [one, two] of overlaps(commits).slice(0, MAX_PAIRS)) {
    const why = (await appConflict(lake, duck, one, two)) ?? (await addressConflict(lake, duck, one, two));
    if (why === undefined) continue;
    remarks.push({
      capture: captureName(two),
      reason: `was taken at the same time as ${captureName(one)} under the name ${two.device}, and ${why}: two devices with one name? They are kept apart as captures; give them names of their own`,
    });
  }
  return remarks;
}

function overlaps(commits: readonly CaptureCommit[]): [CaptureCommit, CaptureCommit][] {
  const timed = commits
    .filter(({ first_us: first, last_us: last }) => first !== undefined && last !== undefined)
    .sort((a, b) => (a.first_us ?? 0) - (b.first_us ?? 0) || (a.capture_id < b.capture_id ? -1 : 1));
  const pairs: [CaptureCommit, CaptureCommit][] = [];
  const latest = new Map<string, CaptureCommit>();
  for (const commit of timed) {
    const before = latest.get(commit.device);
    const isOther = before !== undefined && sourcesOf(before) !== sourcesOf(commit);
    if (isOther && (before.last_us ?? 0) - (commit.first_us ?? 0) > OVERLAP_US) pairs.push([before, commit]);
    if (before === undefined || (before.last_us ?? 0) < (commit.last_us ?? 0)) latest.set(commit.device, commit);
  }
  return pairs;
}

async function appConflict(
  lake: Lake,
  duck: Duck,
  one: CaptureCommit,
  two: CaptureCommit,
): Promise<string | undefined> {
  const source = lakeTable(lake, 'apps', [one, two]);
  if (source === undefined) return undefined;
  const [row] = await duck.plainRows<{ app: string; what: string }>(`
    SELECT packages[1] AS app, CASE WHEN count(DISTINCT uid) > 1 THEN 'UID' WHEN count(DISTINCT signer_sha256) > 1 THEN 'signer' ELSE 'version' END AS what
    FROM ${source} WHERE packages[1] IS NOT NULL GROUP BY packages[1]
    HAVING count(DISTINCT capture_id) > 1 AND (count(DISTINCT uid) > 1 OR count(DISTINCT signer_sha256) > 1 OR count(DISTINCT version) > 1)
    ORDER BY app LIMIT 1`);
  return row === undefined ? undefined : `${row.app} has another ${row.what} there`;
}

/** Their own sides have no address in common. */
async function addressConflict(
  lake: Lake,
  duck: Duck,
  one: CaptureCommit,
  two: CaptureCommit,
): Promise<string | undefined> {
  const source = lakeTable(lake, 'flows', [one, two]);
  if (source === undefined) return undefined;
  const own = (id: string) =>
    `SELECT DISTINCT CASE WHEN local = 'resp' THEN resp_ip ELSE orig_ip END AS ip FROM ${source} WHERE local IS NOT NULL AND capture_id = ${sqlText(id)}`;
  const [row] = await duck.plainRows<{ first: number; second: number; common: number }>(`
    WITH a AS (${own(one.capture_id)}), b AS (${own(two.capture_id)})
    SELECT (SELECT count(*) FROM a) AS first, (SELECT count(*) FROM b) AS second, (SELECT count(*) FROM a JOIN b USING (ip)) AS common`);
  const isApart = row !== undefined && row.first > 0 && row.second > 0 && row.common === 0;
  return isApart ? 'the two share no address of their own' : undefined;
}

function sourcesOf({ captures }: CaptureCommit): string {
  return captures.map(({ sha256 }) => sha256).join();
}

function dayText(us: number): string {
  return new Date(us / 1000).toISOString().slice(0, 10);
}
