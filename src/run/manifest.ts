// The manifest of a run: what went in, under which settings, and every count, the cost of each cap included. No wall clock, no execution settings.

import { createHash } from 'node:crypto';
import type { CaptureManifest, ManifestRecord, PolicyManifest } from '../report/manifest-record.ts';
import type { AppJoin } from './app-join.ts';
import type { ShardPoolResult } from './shard-pool.ts';

export const SCHEMA_VERSION = '1';

export function manifestOf(
  toolVersion: string,
  config: Readonly<Record<string, unknown>>,
  captures: CaptureManifest[],
  join: AppJoin,
  pool: ShardPoolResult,
  policy: PolicyManifest | undefined,
  counts: Record<string, number>,
): ManifestRecord {
  return {
    tool_version: toolVersion,
    schema_version: SCHEMA_VERSION,
    config: { ...config },
    config_sha256: configSha256(config),
    captures,
    telemetry: join.manifests(),
    ...(policy === undefined ? {} : { policy }),
    counts: { ...counts, ...join.counts(), ...lossesOf(pool), features_digest: digestOf(pool) },
  };
}

/** Names a configuration: the settings that shape records, as they are written. */
export function configSha256(config: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex');
}

/** What caps and folding cost, over all workers. */
function lossesOf(pool: ShardPoolResult): Record<string, number> {
  const total: Record<string, number> = { duplicate_packets: 0, packets_outside_window: pool.reports[0].outsideWindow };
  for (const report of pool.reports) {
    total['duplicate_packets'] += report.duplicates;
    for (const [name, value] of Object.entries(report.losses)) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

/** Hash over the features of every flow: equal in two runs that measured the same. */
export function digestOf(pool: ShardPoolResult): number {
  return pool.reports.reduce((sum, report) => (sum + report.digest) | 0, 0) >>> 0;
}
