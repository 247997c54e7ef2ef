// Where in a lake a finding is: its whole id and the commit of its capture, by the id, its beginning, or the package of its app.

import { UserError } from '../base/user-error.ts';
import type { CaptureCommit } from '../lake/capture-commit.ts';
import type { Lake } from '../lake/lake.ts';
import { lakeTable } from '../lake/lake-tables.ts';
import { sqlText } from '../lake/native-reading.ts';
import { visibleText } from '../report/safe-text.ts';
import { withDuck } from './with-duck.ts';

export interface FindingPlace {
  readonly finding: string;
  readonly commit: CaptureCommit;
  /** Of every import of the capture. */
  readonly captureIds: readonly string[];
}

interface Row {
  readonly finding_id: string;
  readonly capture_id: string;
  readonly verdict: string;
  readonly app: string | null;
  readonly device: string;
  readonly day: string;
}

const LISTED = 10;

/**
 * `name`: an id or its beginning; where no id begins so, a package. Of several imports of the capture, the last by its record's place.
 * UserError where no finding fits, or several do.
 */
export async function findingPlace(lake: Lake, name: string, signal?: AbortSignal): Promise<FindingPlace> {
  const { commits } = lake.commits();
  const rows = await rowsOf(lake, commits, name, signal);
  const ids = [...new Set(rows.map(({ finding_id: id }) => id))];
  const [finding] = ids;
  if (finding === undefined)
    throw new UserError(`${visibleText(name)}: the lake has no such finding, and none of an app of that name.`);
  if (ids.length > 1) throw severalFit(name, rows);
  const captures = new Set(rows.map(({ capture_id: id }) => id));
  const commit = commits.filter(({ capture_id: id }) => captures.has(id)).at(-1) as CaptureCommit;
  return { finding, commit, captureIds: [...captures] };
}

async function rowsOf(
  lake: Lake,
  commits: readonly CaptureCommit[],
  name: string,
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  const source = lakeTable(lake, 'findings', commits);
  if (source === undefined || name === '') return [];
  const rowsWhere = (condition: string) =>
    `SELECT DISTINCT finding_id, capture_id, verdict, app, device, day::VARCHAR AS day FROM ${source} WHERE ${condition} ORDER BY finding_id, capture_id`;
  return withDuck({ signal }, async (duck) => {
    const byId = await duck.plainRows<Row>(rowsWhere(`starts_with(finding_id, ${sqlText(name)})`));
    return byId.length > 0 ? byId : duck.plainRows<Row>(rowsWhere(`list_contains(packages, ${sqlText(name)})`));
  });
}

/** The latest first. */
function severalFit(name: string, rows: readonly Row[]): UserError {
  const byId = new Map(rows.map((row) => [row.finding_id, row]));
  const lines = [...byId.values()]
    .sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? 1 : -1))
    .map(({ finding_id: id, verdict, app, device, day }) =>
      visibleText(`${id}  ${verdict}  ${day}  ${device}  ${app ?? ''}`.trimEnd()),
    );
  const more = lines.length > LISTED ? `\n  … and ${lines.length - LISTED} more` : '';
  return new UserError(
    `${visibleText(name)}: ${byId.size} findings fit. Name one by its id:\n  ${lines.slice(0, LISTED).join('\n  ')}${more}`,
  );
}
