// Where an app sends ciphertext that nothing explains, out of a lake: per destination, port and transport, in how many captures and of what kinds.

import type { CaptureCommit } from './capture-commit.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { lakeTable } from './lake-tables.ts';
import { sqlText } from './native-reading.ts';

export interface SealedHabit {
  /** A name, or an address where none is known. */
  readonly destination: string;
  readonly port: number;
  readonly transport: string;
  readonly captures: number;
  readonly flows: number;
  readonly classes: readonly string[];
  /** Undefined: some flows have none. */
  readonly schemes: readonly string[] | undefined;
  readonly services: readonly string[] | undefined;
}

/** `app`: package name, or `uid N`. Those of most captures first. */
export async function sealedHabits(
  lake: Lake,
  duck: Duck,
  app: string,
  commits: readonly CaptureCommit[],
): Promise<SealedHabit[]> {
  const source = lakeTable(lake, 'flows', commits);
  if (source === undefined) return [];
  const kinds = (column: string) =>
    `CASE WHEN count(*) = count(${column}) THEN list_sort(list(DISTINCT ${column})) END`;
  return duck.plainRows<SealedHabit>(`
    SELECT coalesce(domain, CASE WHEN local = 'resp' THEN orig_ip ELSE resp_ip END) AS destination, resp_port AS port, transport,
      count(DISTINCT capture_id) AS captures, count(*) AS flows, list_sort(list(DISTINCT encryption_class)) AS classes,
      ${kinds('encryption_scheme')} AS schemes, ${kinds('service')} AS services
    FROM ${source}
    WHERE encryption_class IN ('custom', 'embedded') AND app = ${sqlText(app)}
    GROUP BY ALL ORDER BY captures DESC, destination, port, transport`);
}
