// Apps that one dump of all processes lists and the next one of the same log does not: what the earlier one told of them holds no longer, and
// where they went no line says.

import type { PlacedState } from './app-timeline.ts';
import { ABSENT, type StateEvent } from './state-event.ts';

/** Dumps that list every app with a process. */
const COMPLETE: ReadonlySet<string> = new Set(['dumpsys.activity', 'dumpsys.netpolicy']);

interface Snapshot {
  readonly captureUs: number;
  readonly source: string;
  readonly listed: Set<number>;
}

export class SnapshotAbsence {
  readonly #before = new Map<string, Snapshot>();
  readonly #now = new Map<string, Snapshot>();

  /** `log`: the file and what wrote it. In order of time; what comes back is of the snapshot before this event's. */
  see(log: string, { event, captureUs, source }: PlacedState): PlacedState[] {
    if (!COMPLETE.has(event.dataset) || event.uid === undefined) return [];
    let now = this.#now.get(log);
    let gone: PlacedState[] = [];
    if (now === undefined || now.captureUs !== captureUs) {
      gone = this.#turn(log, now);
      now = { captureUs, source, listed: new Set() };
      this.#now.set(log, now);
    }
    now.listed.add(event.uid);
    return gone;
  }

  /** After the last event. */
  end(): PlacedState[] {
    return [...this.#now].flatMap(([log, now]) => this.#turn(log, now));
  }

  #turn(log: string, now: Snapshot | undefined): PlacedState[] {
    const before = this.#before.get(log);
    if (now !== undefined) this.#before.set(log, now);
    if (now === undefined || before === undefined) return [];
    return [...before.listed].filter((uid) => !now.listed.has(uid)).map((uid) => absent(uid, now));
  }
}

function absent(uid: number, { captureUs, source }: Snapshot): PlacedState {
  const event: StateEvent = {
    action: 'proc_state',
    dataset: 'absent',
    line: 0,
    timeUs: captureUs,
    uid,
    procState: ABSENT,
  };
  return { event, captureUs, source };
}
