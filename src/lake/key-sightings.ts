// Keys that the captures of a lake carried, by their ids: in how many captures, of which apps. One query for the keys of one analysis.

import type { KeySighting } from '../evidence/app-case.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { lakeTable } from './lake-tables.ts';
import { sqlText } from './native-reading.ts';

/** More keys than this are no channel's own. */
const KEYS_ASKED = 4096;
const APPS_LISTED = 8;

/** By key id, apps as packages or `uid N`, eight at most, sorted; keys that no flow before `beforeUs` (µs) carried are left out. */
export async function keySightings(
  lake: Lake,
  duck: Duck,
  keyIds: readonly string[],
  beforeUs: number,
): Promise<ReadonlyMap<string, KeySighting>> {
  const flows = keyIds.length === 0 ? undefined : lakeTable(lake, 'flows', lake.commits().commits);
  if (flows === undefined) return new Map();
  // Lakes of versions that kept no keys lack the column: an empty row gives it to them.
  const rows = await duck.plainRows<{ key_id: string; captures: number; apps: string[] }>(`
    SELECT key_id, count(DISTINCT capture_id)::INTEGER AS captures,
      list_sort(list(DISTINCT app) FILTER (app IS NOT NULL)) AS apps
    FROM (
      SELECT unnest(key_ids) AS key_id, capture_id, app
      FROM (SELECT NULL::VARCHAR[] AS key_ids WHERE false UNION ALL BY NAME SELECT * FROM ${flows})
      WHERE ts_us < ${Math.floor(beforeUs)} AND len(key_ids) > 0
    )
    WHERE key_id IN (${keyIds.slice(0, KEYS_ASKED).map(sqlText).join(', ')})
    GROUP BY key_id ORDER BY key_id`);
  return new Map(
    rows.map(({ key_id: id, captures, apps }) => [id, { captures, apps: (apps ?? []).slice(0, APPS_LISTED) }]),
  );
}
