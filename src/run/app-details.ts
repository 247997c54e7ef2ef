// What the logs know of an app besides its traffic: version and signer by the inventory, how many keys it made or imported, and how
// much of its traffic began in the background.

import type { PlacedCrypto } from '../evidence/app-case.ts';
import { distinctKeys } from '../evidence/distinct-keys.ts';
import type { AppSummaryRecord } from '../evidence/finding-record.ts';
import { coverageOf } from '../evidence/reported-case.ts';
import { significant } from '../features/feature-record.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { CryptoAction } from '../telemetry/crypto-event.ts';
import type { DeviceEventLog } from '../telemetry/device-event-log.ts';
import type { Telemetry } from '../telemetry/telemetry-reader.ts';

const KEY_ACTIONS: ReadonlySet<string> = new Set<CryptoAction>(['keypair_generated', 'keypair_imported']);

/** Of the capture, whose hours the counts are of: logs last for longer. */
interface CaptureSpan {
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
}

/** The same records, with what is known added; `coverage` says of which apps somebody looked for keys. */
export function withDetails(
  apps: readonly AppSummaryRecord[],
  { inventory, events }: Pick<Telemetry, 'inventory' | 'events'>,
  coverage: readonly CoverageRecord[],
  capture: CaptureSpan,
  backgroundShares: ReadonlyMap<number, number>,
): AppSummaryRecord[] {
  return apps.map((app) => {
    if (app.uid === undefined) return app;
    const { uid, packages, label, ...rest } = app;
    const rows = inventory.rowsOf(packages[0] ?? '').filter((row) => row.uid === uid);
    const version = rows.map((row) => row.version ?? row.versionCode).find((known) => known !== undefined);
    const signer = rows.map((row) => row.signerSha256).find((known) => known !== undefined);
    const background = backgroundShares.get(uid);
    const isWatched = (coverageOf(coverage, EvidenceArea.keyLifecycle, uid)?.status ?? 'none') !== 'none';
    return {
      uid,
      packages,
      ...(label === undefined ? {} : { label }),
      ...(version === undefined ? {} : { version }),
      ...(signer === undefined ? {} : { signer_sha256: signer }),
      ...(isWatched ? { key_events: keysMade(uid, events, capture) } : {}),
      ...(background === undefined ? {} : { background_share: significant(background) }),
      ...rest,
    };
  });
}

function keysMade(uid: number, events: DeviceEventLog, { firstUs, lastUs }: CaptureSpan): number {
  const made: PlacedCrypto[] = [];
  for (const placed of events.select({ uid, fromUs: firstUs, toUs: lastUs }))
    if (KEY_ACTIONS.has(placed.event.action)) made.push(placed as PlacedCrypto);
  return distinctKeys(made.filter(({ event }) => event.outcome !== 'failure')).length;
}
