// How many events of each evidence area a log holds, and whose they are, by file. What was left out as another device's is not counted.

import { EvidenceArea } from './coverage-record.ts';
import { areasOfCrypto, type CryptoEvent } from './crypto-event.ts';
import { type DeviceEventLog, isCryptoAction } from './device-event-log.ts';
import type { TelemetryFile } from './import-sink.ts';
import type { AreaSight } from './importer.ts';
import { type StateEvent, tellsState } from './state-event.ts';

interface FileCount {
  readonly records: Map<EvidenceArea, number>;
  readonly collects: Set<EvidenceArea>;
  readonly uids: Set<number>;
  /** Whose keys it tells of. */
  readonly keyUids: Set<number>;
  /** Whether one of them tells of an app's state: starts and ends of processes do not, nor does the screen. */
  tellsState: boolean;
  /** Whether its events have times of their own. */
  isUndated: boolean;
}

/** By file of the log. */
export function countAreas(events: DeviceEventLog): FileCount[] {
  const counts = events.files.map(
    (): FileCount => ({
      records: new Map(),
      collects: new Set(),
      uids: new Set(),
      keyUids: new Set(),
      tellsState: false,
      isUndated: false,
    }),
  );
  for (let at = 0; at < events.count; at++) {
    const count = counts[events.file[at]];
    const { records, collects, uids } = count;
    if (events.isAside(at)) continue;
    if (events.uid[at] >= 0) uids.add(events.uid[at]);
    if (!isCryptoAction(events.actionOf(at))) {
      records.set(EvidenceArea.backgroundExecution, (records.get(EvidenceArea.backgroundExecution) ?? 0) + 1);
      count.tellsState ||= tellsState(events.event(at) as StateEvent);
      continue;
    }
    const event = events.event(at) as CryptoEvent;
    for (const area of areasOfCrypto(event)) {
      records.set(area, (records.get(area) ?? 0) + 1);
      if (area === EvidenceArea.keyLifecycle && events.uid[at] >= 0) count.keyUids.add(events.uid[at]);
    }
    for (const area of event.collects ?? []) collects.add(area);
    count.isUndated ||= event.isUndated === true;
  }
  return counts;
}

/** The UIDs that a log speaks of; undefined: of every app. Of one that tells of keys by the way (lines of keystore2 among others), what it says of
 *  one app says nothing of the others. */
export function appsTold(
  { watched }: Pick<TelemetryFile, 'watched'>,
  { area, scope, always }: AreaSight,
  count: FileCount | undefined,
): ReadonlySet<number> | undefined {
  if (scope === 'apps') return count?.uids ?? new Set();
  const isByTheWay = area === EvidenceArea.keyLifecycle && !always && !watched.has(area);
  return isByTheWay ? (count?.keyUids ?? new Set()) : undefined;
}
