// Where in a lake a finding is: its whole id and the commit of its capture, by the id or its beginning.

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

const LISTED = 10;

/** Of several imports of the capture, the last by its record's place. UserError where none, or several findings, begin so. */
export async function findingPlace(lake: Lake, beginning: string, signal?: AbortSignal): Promise<FindingPlace> {
  const { commits } = lake.commits();
  const source = lakeTable(lake, 'findings', commits);
  const sql = `SELECT DISTINCT finding_id, capture_id FROM ${source} WHERE starts_with(finding_id, ${sqlText(beginning)}) ORDER BY finding_id, capture_id`;
  const rows =
    source === undefined || beginning === ''
      ? []
      : await withDuck({ signal }, (duck) => duck.plainRows<{ finding_id: string; capture_id: string }>(sql));
  const ids = [...new Set(rows.map(({ finding_id: id }) => id))];
  if (ids.length !== 1) {
    const listed = ids.slice(0, LISTED).map((id) => `\n  ${id}`);
    const why = ids.length === 0 ? 'the lake has no such finding' : 'several findings begin so';
    throw new UserError(`${visibleText(beginning)}: ${why}.${listed.join('')}`);
  }
  const captures = new Set(rows.map(({ capture_id: id }) => id));
  const commit = commits.filter(({ capture_id: id }) => captures.has(id)).at(-1) as CaptureCommit;
  return { finding: ids[0] as string, commit, captureIds: [...captures] };
}
