// Coverage rows of packages that logs name and whose UID nothing tells: what they did with keys and ciphers counts for no app, and is told here.
// The rows bear no UID, so that no finding is taken to be about them.

import { type CoverageRecord, EvidenceArea } from './coverage-record.ts';
import { areasOfCrypto, type CryptoEvent } from './crypto-event.ts';
import { type DeviceEventLog, isCryptoAction } from './device-event-log.ts';
import type { TelemetryFile } from './import-sink.ts';

const CRYPTO_AREAS = [
  EvidenceArea.keyLifecycle,
  EvidenceArea.asymmetricApiUse,
  EvidenceArea.ciphertextTransformation,
] as const;
/** A log that names more is treated as hostile: device-coverage.ts stops there, too. */
const MAX_PACKAGES = 200;

export const NAME_APPS =
  'Name the apps with `adb shell pm list packages -U -i --user all > packages.txt` and -t packages.txt.';

/** Packages of crypto events without a UID, sorted, and how many events of each area each file has of them. */
export function unownedPackages(events: DeviceEventLog): Map<string, Map<EvidenceArea, Map<number, number>>> {
  const found = new Map<string, Map<EvidenceArea, Map<number, number>>>();
  for (let row = 0; row < events.count; row++) {
    if (events.uid[row] >= 0 || events.isAside(row) || !isCryptoAction(events.actionOf(row))) continue;
    const event = events.event(row) as CryptoEvent;
    const name = event.packageName ?? event.processName?.split(':')[0];
    if (name === undefined || name === '' || (found.size >= MAX_PACKAGES && !found.has(name))) continue;
    const areas = found.get(name) ?? new Map<EvidenceArea, Map<number, number>>();
    found.set(name, areas);
    for (const area of areasOfCrypto(event)) {
      const files = areas.get(area) ?? new Map<number, number>();
      areas.set(area, files.set(events.file[row], (files.get(events.file[row]) ?? 0) + 1));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function unownedRows(
  events: DeviceEventLog,
  files: readonly TelemetryFile[],
  isShown: (packages: readonly string[]) => boolean,
): CoverageRecord[] {
  const packages = [...unownedPackages(events)].filter(([name]) => isShown([name]));
  return CRYPTO_AREAS.flatMap((area) =>
    packages.flatMap(([name, areas]) => {
      const counts = areas.get(area);
      return counts === undefined ? [] : [rowOf(area, name, counts, files)];
    }),
  );
}

function rowOf(
  area: EvidenceArea,
  name: string,
  counts: ReadonlyMap<number, number>,
  files: readonly TelemetryFile[],
): CoverageRecord {
  const datasets = files.flatMap(({ file, format, rejected, eventLog }) => {
    const records = eventLog === undefined ? undefined : counts.get(eventLog);
    return records === undefined ? [] : [{ name: format, file, records, rejected }];
  });
  return {
    area,
    app: { packages: [name] },
    status: 'none',
    datasets,
    covered: [],
    gaps: [
      {
        cause: `${datasets.map(({ file }) => file).join(', ')} tells of it by its package alone, and no log tells its UID`,
      },
    ],
    blind_to: [],
    effect: 'Not assessed: what it did counts for no app.',
    remedy: NAME_APPS,
  };
}
