// The state events of each app and those of the device, and where nobody was looking in between: logs that end before the next one begins, and
// pauses of a log while the device goes on sending. A state that was logged before such a pause is not known in it, nor after it.

import type { PlacedState } from './app-timeline.ts';
import { type DeviceEventLog, isStateAction } from './device-event-log.ts';
import { eventSilences, MIN_SILENCE_US } from './event-silences.ts';
import { SnapshotAbsence } from './snapshot-absence.ts';
import { type StateAction, type StateEvent, tellsState } from './state-event.ts';
import { describeUid, sandboxHostUid } from './uid.ts';

/** What is about the device or the log; any other event without a known owner is about some app, and tells of no other. */
const OF_DEVICE: ReadonlySet<string> = new Set<StateAction>([
  'screen_on',
  'screen_off',
  'keyguard_shown',
  'keyguard_hidden',
  'doze',
  'boot',
  'shutdown',
  'log_started',
  'log_stopped',
  'log_gap',
]);

export class StateWatch {
  /** Of the device; pauses are among them as gaps. */
  readonly device: PlacedState[] = [];
  /** The last moment of a log that tells where apps are. */
  endUs = Number.NEGATIVE_INFINITY;
  readonly #ofUid = new Map<number, PlacedState[]>();

  /** `flowStarts`: when flows of the capture began, ascending. */
  constructor(events: DeviceEventLog, flowStarts: Float64Array) {
    const times = new Map<number, number[]>();
    const telling = new Set<number>();
    const absence = new SnapshotAbsence();
    for (const row of events.rows()) {
      const file = events.file[row];
      const known = times.get(file);
      if (known === undefined) times.set(file, [events.captureUs[row]]);
      else known.push(events.captureUs[row]);
      if (!isStateAction(events.actionOf(row))) continue;
      const placed = events.placed(row) as PlacedState;
      if (tellsState(placed.event)) telling.add(file);
      for (const gone of absence.see(`${file} ${placed.event.dataset}`, placed)) this.#add(gone);
      this.#add(placed);
    }
    for (const gone of absence.end()) this.#add(gone);
    const spans = [...telling].flatMap((file) => spansOf(times.get(file) ?? [], flowStarts));
    for (const { toUs } of spans) this.endUs = Math.max(this.endUs, toUs);
    const pauses = pausesOf(spans).map((captureUs) => pauseAt(captureUs));
    if (pauses.length === 0) return;
    this.device.push(...pauses);
    this.device.sort((a, b) => a.captureUs - b.captureUs);
  }

  /** Those of the app. The sandbox of its SDKs is a part of the app that is seen and unseen with it; an isolated process tells of none. */
  of(uid: number): readonly PlacedState[] {
    const { kind } = describeUid(uid);
    if (kind === 'isolated' || kind === 'app_zygote') return [];
    return this.#ofUid.get(kind === 'sdk_sandbox' ? sandboxHostUid(uid) : uid) ?? [];
  }

  #add(placed: PlacedState): void {
    const { event, captureUs } = placed;
    if (event.uid !== undefined) {
      const known = this.#ofUid.get(event.uid);
      if (known === undefined) this.#ofUid.set(event.uid, [placed]);
      else known.push(placed);
      return;
    }
    if (!OF_DEVICE.has(event.action) || event.packageName !== undefined || event.processName !== undefined) return;
    this.device.push(placed);
    // Where the log says since when it has a gap, that is when what it told before ends.
    const { gapFromUs } = event;
    if (gapFromUs !== undefined) this.device.push({ ...placed, captureUs: captureUs - (event.timeUs - gapFromUs) });
  }
}

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** When a log was telling: from its first event to its last, but for its pauses. `times` ascending. */
function spansOf(times: readonly number[], flowStarts: Float64Array): Span[] {
  const spans: Span[] = [];
  let fromUs = times[0];
  for (const { startUs, endUs } of eventSilences(Float64Array.from(times), flowStarts, undefined)) {
    spans.push({ fromUs, toUs: startUs });
    fromUs = endUs;
  }
  spans.push({ fromUs, toUs: times[times.length - 1] });
  return spans;
}

/** Where pauses of all logs together begin. Between two dumps, or a log and its rotated successor, little time is nothing lost. */
function pausesOf(spans: readonly Span[]): number[] {
  const begin: number[] = [];
  let reachUs = Number.POSITIVE_INFINITY;
  for (const { fromUs, toUs } of [...spans].sort((a, b) => a.fromUs - b.fromUs)) {
    if (fromUs - reachUs > MIN_SILENCE_US) begin.push(reachUs);
    reachUs = reachUs === Number.POSITIVE_INFINITY ? toUs : Math.max(reachUs, toUs);
  }
  return begin;
}

function pauseAt(captureUs: number): PlacedState {
  const event: StateEvent = { action: 'log_gap', dataset: 'pause', line: 0, timeUs: captureUs };
  return { event, captureUs, source: '' };
}
