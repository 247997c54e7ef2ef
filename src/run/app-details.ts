// What the logs know of an app besides its traffic: version and signer by the inventory, how many keys it made or imported, and how
// much of its traffic began in the background.

import type { AppSummaryRecord } from '../evidence/finding-record.ts';
import { significant } from '../features/feature-record.ts';
import type { CryptoAction } from '../telemetry/crypto-event.ts';
import type { DeviceEventLog } from '../telemetry/device-event-log.ts';
import type { Inventory } from '../telemetry/inventory.ts';

const KEY_ACTIONS: ReadonlySet<string> = new Set<CryptoAction>(['keypair_generated', 'keypair_imported']);

/** The same records, with what is known added; `hasKeyLogs`: somebody was looking for keys. */
export function withDetails(
  apps: readonly AppSummaryRecord[],
  inventory: Inventory,
  events: DeviceEventLog,
  hasKeyLogs: boolean,
  backgroundShares: ReadonlyMap<number, number>,
): AppSummaryRecord[] {
  return apps.map((app) => {
    if (app.uid === undefined) return app;
    const { uid, packages, label, ...rest } = app;
    const rows = inventory.rowsOf(packages[0] ?? '').filter((row) => row.uid === uid);
    const version = rows.map((row) => row.version ?? row.versionCode).find((known) => known !== undefined);
    const signer = rows.map((row) => row.signerSha256).find((known) => known !== undefined);
    const background = backgroundShares.get(uid);
    let keyEvents = 0;
    if (hasKeyLogs) {
      for (const { event } of events.select({ uid })) if (KEY_ACTIONS.has(event.action)) keyEvents++;
    }
    return {
      uid,
      packages,
      ...(label === undefined ? {} : { label }),
      ...(version === undefined ? {} : { version }),
      ...(signer === undefined ? {} : { signer_sha256: signer }),
      ...(hasKeyLogs ? { key_events: keyEvents } : {}),
      ...(background === undefined ? {} : { background_share: significant(background) }),
      ...rest,
    };
  });
}
