// In which state an app and the device were at a moment, from the state events of the logs: foreground, perceptible (a visible service),
// background, cached, not running. What no event tells is unknown, and unknown is never background.

import { type Moment, NOTHING_KNOWN, StateChanges } from './state-change.ts';
import type { StateEvent } from './state-event.ts';

/** An event with its place in the capture's time. */
export interface PlacedState {
  readonly event: StateEvent;
  readonly captureUs: number;
  /** `file:line`. */
  readonly source: string;
}

interface Step extends Moment {
  readonly fromUs: number;
}

export class AppTimeline {
  readonly #steps: readonly Step[];
  readonly #endUs: number;

  /** `own`: of the app; `device`: screen, keyguard, the log's own marks; `endUs`: the last moment any state log covers. All ascending. */
  constructor(own: readonly PlacedState[], device: readonly PlacedState[], endUs: number) {
    this.#steps = stepsOf(merged(own, device));
    this.#endUs = endUs;
  }

  at(us: number): Moment {
    if (us > this.#endUs || this.#steps.length === 0 || this.#steps[0].fromUs > us) return NOTHING_KNOWN;
    let low = 0;
    let high = this.#steps.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#steps[middle].fromUs <= us) low = middle;
      else high = middle - 1;
    }
    return this.#steps[low];
  }
}

function merged(own: readonly PlacedState[], device: readonly PlacedState[]): PlacedState[] {
  return [...own, ...device].sort((a, b) => a.captureUs - b.captureUs);
}

/** What one event changes; what it does not name stays. */
function stepsOf(events: readonly PlacedState[]): Step[] {
  const steps: Step[] = [];
  const changes = new StateChanges();
  let now: Step = { ...NOTHING_KNOWN, fromUs: Number.NEGATIVE_INFINITY };
  let stateSource: string | undefined;
  let deviceSource: string | undefined;
  for (const { event, captureUs, source } of events) {
    if (changes.isContradiction(event, now)) forgetState(steps);
    const change = changes.of(event, now, captureUs);
    if (change === undefined) continue;
    if (change.state !== undefined) stateSource = source;
    if ('screenOn' in change || 'locked' in change) deviceSource = source;
    if (event.action === 'log_stopped' || event.action === 'log_gap') [stateSource, deviceSource] = [source, undefined];
    const sources = [stateSource, deviceSource].filter((text) => text !== undefined);
    now = { ...now, ...change, fromUs: captureUs, sources };
    steps.push(now);
  }
  return steps;
}

/** Since when the app was in front is not known, so its state since the last change is not. */
function forgetState(steps: Step[]): void {
  const state = steps.at(-1)?.state;
  for (let i = steps.length - 1; i >= 0 && steps[i].state === state; i--) steps[i] = { ...steps[i], state: 'unknown' };
}
