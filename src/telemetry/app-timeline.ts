// In which state an app and the device were at a moment, from the state events of the logs: foreground, perceptible (a visible service),
// background, cached, not running. What no event tells is unknown, and unknown is never background.

import type { StateEvent } from './state-event.ts';

/** An event with its place in the capture's time. */
export interface PlacedState {
  readonly event: StateEvent;
  readonly captureUs: number;
  /** `file:line`. */
  readonly source: string;
}

export type AppState = 'foreground' | 'perceptible' | 'background' | 'cached' | 'not_running' | 'unknown';

export interface Moment {
  readonly state: AppState;
  readonly screenOn: boolean | undefined;
  readonly locked: boolean | undefined;
  /** A foreground service ran of which the log says that no notification was shown. */
  readonly hiddenService: boolean;
  /** Why the process was started, and how long before. */
  readonly startReason: string | undefined;
  readonly startedUs: number | undefined;
  /** The lines that tell. */
  readonly sources: readonly string[];
}

interface Step extends Moment {
  readonly fromUs: number;
}

/** By the abbreviations of dumpsys; numbers of a device's release are not read. */
const PROC_STATES: Readonly<Record<string, AppState>> = {
  PER: 'foreground',
  PERU: 'foreground',
  TOP: 'foreground',
  BTOP: 'perceptible',
  FGS: 'perceptible',
  BFGS: 'perceptible',
  IMPF: 'perceptible',
  IMPB: 'background',
  TRNB: 'background',
  BKUP: 'background',
  SVC: 'background',
  RCVR: 'background',
  HVY: 'background',
  TPSL: 'background',
  HOME: 'background',
  LAST: 'background',
  CAC: 'cached',
  CACC: 'cached',
  CRE: 'cached',
  CEM: 'cached',
  NONE: 'not_running',
};
/** Starts that put something before a person's eyes. */
const VISIBLE_STARTS = /activity/;

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

const NOTHING_KNOWN: Moment = {
  state: 'unknown',
  screenOn: undefined,
  locked: undefined,
  hiddenService: false,
  startReason: undefined,
  startedUs: undefined,
  sources: [],
};

function merged(own: readonly PlacedState[], device: readonly PlacedState[]): PlacedState[] {
  return [...own, ...device].sort((a, b) => a.captureUs - b.captureUs);
}

/** What one event changes; what it does not name stays. */
function stepsOf(events: readonly PlacedState[]): Step[] {
  const steps: Step[] = [];
  const resumed = new Set<string>();
  const running = new Set<number>();
  let now: Step = { ...NOTHING_KNOWN, fromUs: Number.NEGATIVE_INFINITY };
  let stateSource: string | undefined;
  let deviceSource: string | undefined;
  let services = 0;
  for (const { event, captureUs, source } of events) {
    if (event.action === 'activity_paused' && isContradicted(event, now, resumed)) forgetState(steps);
    const change = changeOf(event, now, resumed, running, services, captureUs);
    if (event.action === 'fgs_start') services++;
    if (event.action === 'fgs_stop') services = Math.max(0, services - 1);
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

/** What is paused was in front: where the log says that the app was out of sight until now, the line of its return is lost. */
function isContradicted(event: StateEvent, now: Moment, resumed: ReadonlySet<string>): boolean {
  const component = event.component ?? '';
  return component !== '' && !resumed.has(component) && (now.state === 'background' || now.state === 'cached');
}

/** Since when the app was in front is not known, so its state since the last change is not. */
function forgetState(steps: Step[]): void {
  const state = steps.at(-1)?.state;
  for (let i = steps.length - 1; i >= 0 && steps[i].state === state; i--) steps[i] = { ...steps[i], state: 'unknown' };
}

function changeOf(
  event: StateEvent,
  now: Moment,
  resumed: Set<string>,
  running: Set<number>,
  services: number,
  captureUs: number,
): Partial<Moment> | undefined {
  if (event.pid !== undefined && event.action !== 'process_end') running.add(event.pid);
  const component = event.component ?? '';
  switch (event.action) {
    case 'activity_resumed':
      resumed.add(component);
      return { state: 'foreground' };
    case 'activity_paused':
    case 'activity_stopped':
      if (component === '') resumed.clear();
      else resumed.delete(component);
      return resumed.size > 0 ? undefined : { state: services > 0 ? 'perceptible' : 'background' };
    case 'fgs_start': {
      const hidden = event.notificationShown === false;
      return {
        hiddenService: hidden,
        ...(now.state === 'foreground' ? {} : { state: hidden ? 'background' : 'perceptible' }),
      } as Partial<Moment>;
    }
    case 'fgs_stop':
      return {
        hiddenService: false,
        ...(now.state === 'perceptible' ? { state: 'background' } : {}),
      } as Partial<Moment>;
    case 'process_start':
      return startOf(event, now, captureUs);
    case 'process_end':
      return endOf(event, now, resumed, running);
    case 'uid_stopped':
      resumed.clear();
      running.clear();
      return NOT_RUNNING;
    case 'process_frozen':
      return { state: 'cached' };
    case 'uid_idle':
      return { state: 'background' };
    case 'proc_state': {
      const state = PROC_STATES[event.procState ?? ''];
      return state === undefined ? undefined : { state };
    }
    case 'screen_on':
      return { screenOn: true };
    case 'screen_off':
      return screenGone(now, { screenOn: false });
    case 'keyguard_shown':
      return screenGone(now, { locked: true });
    case 'keyguard_hidden':
      return { locked: false };
    case 'boot':
    case 'shutdown':
      resumed.clear();
      running.clear();
      return { ...NOTHING_KNOWN, state: 'not_running' };
    case 'log_stopped':
    case 'log_gap':
      resumed.clear();
      running.clear();
      return NOTHING_KNOWN;
    default:
      return undefined;
  }
}

const NOT_RUNNING: Partial<Moment> = {
  state: 'not_running',
  startReason: undefined,
  startedUs: undefined,
  hiddenService: false,
};

/** A second process that a visible app starts hides nothing of it; one that starts for no named reason is somewhere, seen or not. */
function startOf({ startReason }: StateEvent, { state }: Moment, captureUs: number): Partial<Moment> | undefined {
  if (state === 'foreground' || state === 'perceptible') return undefined;
  const isHidden = startReason !== undefined && !VISIBLE_STARTS.test(startReason);
  return {
    state: isHidden ? 'background' : state === 'not_running' ? 'unknown' : state,
    startReason,
    startedUs: captureUs,
  };
}

/** An app runs as long as one of its processes does. Activities are in its main process unless a manifest says otherwise. */
function endOf(
  { pid, processName }: StateEvent,
  { state }: Moment,
  resumed: Set<string>,
  running: Set<number>,
): Partial<Moment> | undefined {
  if (pid !== undefined) running.delete(pid);
  const isSecond = processName?.includes(':') === true;
  if (isSecond && (running.size > 0 || state === 'foreground' || state === 'perceptible')) return undefined;
  resumed.clear();
  return running.size > 0 ? { ...NOT_RUNNING, state: 'unknown' } : NOT_RUNNING;
}

/** Nobody sees an app on a dark or locked screen. */
function screenGone(now: Moment, change: Partial<Moment>): Partial<Moment> {
  return now.state === 'foreground' ? { ...change, state: 'background' } : change;
}
