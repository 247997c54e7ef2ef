// One key of AndroidKeyStore is told by the log of the system, and by a hook inside the app as well: one fact, whichever logs were kept.

import type { PlacedCrypto } from './app-case.ts';

/** Two logs write one event down at about the same time; their clocks are aligned to less. */
const SAME_US = 2e6;

/** The same events, ascending, without those of which another log tells more. */
export function distinctKeys(events: readonly PlacedCrypto[]): PlacedCrypto[] {
  const dropped = new Set<PlacedCrypto>();
  const taken = new Set<PlacedCrypto>();
  for (let i = 0; i < events.length; i++) {
    if (!isOfSystem(events[i])) continue;
    const twin = near(events, i).find((other) => !taken.has(other) && isSameFact(events[i], other));
    if (twin === undefined) continue;
    taken.add(twin);
    dropped.add(events[i]);
  }
  return dropped.size === 0 ? [...events] : events.filter((placed) => !dropped.has(placed));
}

/** The system logs neither algorithm nor class of a key. */
function isOfSystem({ event }: PlacedCrypto): boolean {
  return event.keyProvider === 'AndroidKeyStore' && event.cryptoClass === 'unknown' && event.algorithm === undefined;
}

function isSameFact(system: PlacedCrypto, other: PlacedCrypto): boolean {
  const [a, b] = [system.event, other.event];
  return (
    !isOfSystem(other) &&
    a.action === b.action &&
    a.keyProvider === b.keyProvider &&
    (a.keyAlias === undefined || b.keyAlias === undefined || a.keyAlias === b.keyAlias)
  );
}

function near(events: readonly PlacedCrypto[], at: number): PlacedCrypto[] {
  const { captureUs } = events[at];
  let from = at;
  let to = at + 1;
  while (from > 0 && captureUs - events[from - 1].captureUs <= SAME_US) from--;
  while (to < events.length && events[to].captureUs - captureUs <= SAME_US) to++;
  return events.slice(from, to);
}
