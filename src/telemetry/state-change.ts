// What one event changes in the state of an app, given what came before it: its activities in front, its visible services, its processes.
// An app has several processes, activities of one class and logs of one fact: none of them alone says where the whole app is.

import { ABSENT, type StateEvent } from './state-event.ts';

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

export const NOTHING_KNOWN: Moment = {
  state: 'unknown',
  screenOn: undefined,
  locked: undefined,
  hiddenService: false,
  startReason: undefined,
  startedUs: undefined,
  sources: [],
};

const NOT_RUNNING: Partial<Moment> = {
  state: 'not_running',
  startReason: undefined,
  startedUs: undefined,
  hiddenService: false,
};

/** By the abbreviations of dumpsys; numbers of a device's release are not read. */
const PROC_STATES: Readonly<Record<string, AppState>> = {
  // Persistent processes of the system run whether or not anybody uses them.
  PER: 'perceptible',
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
const BY_SIGHT: readonly AppState[] = ['not_running', 'cached', 'background', 'perceptible', 'foreground'];
/** Starts that put something before a person's eyes. */
const VISIBLE_STARTS = /activity/;

export class StateChanges {
  /** Classes of activities in front. */
  readonly #resumed = new Set<string>();
  /** Classes of which one was paused: a stop that follows may be of that one. */
  readonly #paused = new Set<string>();
  readonly #running = new Set<number>();
  /** Foreground services: whether the log says that they show no notification. */
  readonly #services = new Map<string, boolean>();
  /** The main process is known to have ended, and not to have started since. */
  #isMainGone = false;
  #beforeFreeze: AppState = 'unknown';
  /** When the last snapshot of processes was taken. */
  #snapshotUs = Number.NEGATIVE_INFINITY;

  /** What is paused was in front: where the log says that the app was out of sight until now, the line of its return is lost. */
  isContradiction(event: StateEvent, { state }: Moment): boolean {
    const name = classOf(event);
    return (
      event.action === 'activity_paused' &&
      name !== '' &&
      !this.#resumed.has(name) &&
      (state === 'background' || state === 'cached')
    );
  }

  /** Undefined: nothing. What the change does not name stays. */
  of(event: StateEvent, now: Moment, captureUs: number): Partial<Moment> | undefined {
    if (event.pid !== undefined && event.action !== 'process_end') this.#running.add(event.pid);
    switch (event.action) {
      case 'activity_resumed':
        this.#resumed.add(classOf(event));
        return { state: 'foreground' };
      case 'activity_paused':
      case 'activity_stopped':
        return this.#left(event);
      case 'fgs_start':
        this.#services.set(classOf(event), event.notificationShown === false);
        return {
          hiddenService: this.#hasHidden(),
          ...(now.state === 'foreground' ? {} : { state: this.#outOfFront() }),
        };
      case 'fgs_stop':
        if (classOf(event) === '') this.#services.clear();
        else this.#services.delete(classOf(event));
        return {
          hiddenService: this.#hasHidden(),
          ...(now.state === 'perceptible' ? { state: this.#outOfFront() } : {}),
        };
      case 'process_start':
        return this.#started(event, now, captureUs);
      case 'process_end':
        return this.#ended(event, now);
      case 'process_frozen':
        if (isVisible(now) && isSecond(event)) return undefined;
        if (now.state !== 'cached') this.#beforeFreeze = isVisible(now) ? 'unknown' : now.state;
        return { state: 'cached' };
      case 'process_unfrozen':
        return now.state === 'cached' ? { state: this.#beforeFreeze } : undefined;
      case 'uid_running':
        return now.state === 'not_running' ? { state: 'unknown' } : undefined;
      case 'uid_stopped':
        this.#forget();
        this.#isMainGone = true;
        return NOT_RUNNING;
      case 'uid_idle':
        this.#resumed.clear();
        this.#services.clear();
        return { state: 'background', hiddenService: false };
      case 'proc_state':
        return this.#processState(event, now, captureUs);
      case 'screen_on':
        return { screenOn: true };
      case 'screen_off':
        return this.#unseen(now, { screenOn: false });
      case 'keyguard_shown':
        return this.#unseen(now, { locked: true });
      case 'keyguard_hidden':
        return { locked: false };
      case 'boot':
      case 'shutdown':
        this.#forget();
        this.#isMainGone = true;
        return { ...NOTHING_KNOWN, state: 'not_running' };
      case 'log_stopped':
      case 'log_gap':
        this.#forget();
        return NOTHING_KNOWN;
      default:
        return undefined;
    }
  }

  #left(event: StateEvent): Partial<Moment> | undefined {
    const name = classOf(event);
    if (event.action === 'activity_paused') this.#paused.add(name);
    // Stops come late: that of an activity which another one of its class has replaced says nothing of the new one.
    else if (name !== '' && this.#resumed.has(name) && this.#paused.has(name)) return undefined;
    if (name === '') this.#resumed.clear();
    else this.#resumed.delete(name);
    return this.#resumed.size > 0 ? undefined : { state: this.#outOfFront() };
  }

  /** A second process that a visible app starts hides nothing of it; one that starts for no named reason is somewhere, seen or not. */
  #started(event: StateEvent, { state }: Moment, captureUs: number): Partial<Moment> | undefined {
    const { startReason } = event;
    if (!isSecond(event)) this.#isMainGone = false;
    if (state === 'foreground' || state === 'perceptible') return undefined;
    const isHidden = startReason !== undefined && !VISIBLE_STARTS.test(startReason);
    // Where the app was that a second process joins, that process does not tell.
    const joins = state === 'unknown' && (isSecond(event) || this.#running.size > (event.pid === undefined ? 0 : 1));
    return {
      state: isHidden && !joins ? 'background' : state === 'not_running' ? 'unknown' : state,
      startReason,
      startedUs: captureUs,
    };
  }

  /** An app runs as long as one of its processes does. Activities are in its main process unless a manifest says otherwise. */
  #ended(event: StateEvent, now: Moment): Partial<Moment> | undefined {
    if (event.pid !== undefined) this.#running.delete(event.pid);
    if (isSecond(event) && (this.#running.size > 0 || !this.#isMainGone || isVisible(now))) return undefined;
    if (!isSecond(event)) this.#isMainGone = true;
    this.#resumed.clear();
    this.#services.clear();
    return this.#running.size > 0 ? { ...NOT_RUNNING, state: 'unknown' } : NOT_RUNNING;
  }

  /** A snapshot lists all processes of an app: it is where the most visible of them is. */
  #processState({ procState }: StateEvent, now: Moment, captureUs: number): Partial<Moment> | undefined {
    if (procState === ABSENT) return now.state === 'not_running' ? undefined : { state: 'unknown' };
    const state = PROC_STATES[procState ?? ''];
    if (state === undefined) return undefined;
    const isSame = captureUs === this.#snapshotUs;
    this.#snapshotUs = captureUs;
    return isSame && BY_SIGHT.indexOf(now.state) > BY_SIGHT.indexOf(state) ? undefined : { state };
  }

  /** Nobody sees an app on a dark or locked screen. */
  #unseen(now: Moment, change: Partial<Moment>): Partial<Moment> {
    return now.state === 'foreground' ? { ...change, state: this.#outOfFront() } : change;
  }

  #outOfFront(): AppState {
    return [...this.#services.values()].includes(false) ? 'perceptible' : 'background';
  }

  #hasHidden(): boolean {
    return [...this.#services.values()].includes(true);
  }

  #forget(): void {
    for (const known of [this.#resumed, this.#paused, this.#running, this.#services]) known.clear();
    this.#isMainGone = false;
    this.#beforeFreeze = 'unknown';
  }
}

function isVisible({ state }: Moment): boolean {
  return state === 'foreground' || state === 'perceptible';
}

/** `package:service`; a process without a name counts as the main one. */
function isSecond({ processName }: StateEvent): boolean {
  return processName?.includes(':') === true;
}

/** `package/.Class` of the system and `package.Class` of the app's own lines are one class. */
function classOf({ component = '' }: StateEvent): string {
  const slash = component.indexOf('/');
  const name = component.slice(slash + 1);
  return slash > 0 && name.startsWith('.') ? component.slice(0, slash) + name : name;
}
