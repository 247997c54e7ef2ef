// The UIDs of packages that process starts tell, for logs without an inventory: network logs name apps by package alone, and the system names an
// app's main process after its package. A package that was seen under two UIDs has none.

import type { DeviceEventLog } from './device-event-log.ts';
import { describeUid } from './uid.ts';

/** Two UIDs, or more. */
const AMBIGUOUS = -1;

export class StartedPackages {
  readonly #uids = new Map<string, number>();

  constructor(log: DeviceEventLog) {
    for (let row = 0; row < log.count; row++) {
      if (log.actionOf(row) !== 'process_start' || log.uid[row] < 0) continue;
      // Isolated processes and sandboxes bear their app's name and another UID.
      const { kind } = describeUid(log.uid[row]);
      if (kind !== 'app' && kind !== 'system') continue;
      const name = log.strings.text(log.packageName[row]) ?? log.strings.text(log.process[row])?.split(':')[0];
      if (name === undefined) continue;
      const key = keyOf(name, log.strings.text(log.device[row]));
      const known = this.#uids.get(key);
      this.#uids.set(key, known === undefined || known === log.uid[row] ? log.uid[row] : AMBIGUOUS);
    }
  }

  uidOf(packageName: string, device: string | undefined): number | undefined {
    const uid = this.#uids.get(keyOf(packageName, device));
    return uid === AMBIGUOUS ? undefined : uid;
  }
}

function keyOf(name: string, device: string | undefined): string {
  return `${device ?? ''}\n${name}`;
}
