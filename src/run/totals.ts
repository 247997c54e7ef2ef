// The counts of a whole analysis, as the summary and the report print them.

import type { Sequence } from '../base/sequence.ts';
import type { AnalysisResult } from '../report/analysis-result.ts';
import type { AppJoin } from './app-join.ts';
import type { IndexedChannelFlow } from './indexed-channel-flow.ts';
import type { ResolvedFlows } from './resolved-flows.ts';
import type { ShardPoolResult } from './shard-pool.ts';

/** `rows`: the flows that are written. Packets are those of the capture between --start and --end, decoded or not. */
export function totalsOf(
  flows: ResolvedFlows,
  rows: Sequence<IndexedChannelFlow>,
  pool: ShardPoolResult,
  join: AppJoin,
): AnalysisResult['totals'] {
  const { pieces, outsideWindow } = pool.reports[0];
  const totals: AnalysisResult['totals'] = {
    packets: pieces.reduce((sum, piece) => sum + piece.packets, 0) - outsideWindow,
    bytes: 0,
    flows: rows.length,
    unattributedFlows: 0,
    unattributedBytes: 0,
    unattributedReasons: {},
    firstUs: least(pieces.map((piece) => piece.firstUs)),
    lastUs: largest(pieces.map((piece) => piece.lastUs)),
    encryption: {},
    services: {},
  };
  for (const row of rows) {
    const bytes = flows.bytes(row.index, 0) + flows.bytes(row.index, 1);
    totals.bytes += bytes;
    count(totals.encryption, row.encryptionClass);
    count(totals.services, row.service);
    const missing = join.missingCause(row.index);
    if (missing === undefined) continue;
    totals.unattributedFlows += 1;
    totals.unattributedBytes += bytes;
    count(totals.unattributedReasons, missing);
  }
  return totals;
}

function count(counts: Record<string, number>, name: string | undefined): void {
  if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
