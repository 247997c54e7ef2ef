// In which state apps and the device were: `cipherscope.state/1`. Foreground, background, services, screen, keyguard, process starts with
// their reason; and what the log says of itself. Outside a log's time the state is unknown, never background.

import type { EventOrigin, EventOwner } from './event-origin.ts';

export const STATE_ACTIONS = [
  'process_start',
  'process_end',
  'process_frozen',
  'process_unfrozen',
  'activity_resumed',
  'activity_paused',
  'activity_stopped',
  'fgs_start',
  'fgs_stop',
  'uid_running',
  'uid_active',
  'uid_idle',
  'uid_stopped',
  'proc_state',
  'screen_on',
  'screen_off',
  'keyguard_shown',
  'keyguard_hidden',
  'doze',
  'boot',
  'shutdown',
  'standby_bucket',
  'notification_seen',
  'user_interaction',
  'log_started',
  'log_stopped',
  'log_gap',
] as const;
export type StateAction = (typeof STATE_ACTIONS)[number];

/** One change of state of a process, an app or the device: `cipherscope.state/1`. */
export interface StateEvent extends EventOrigin, EventOwner {
  readonly action: StateAction;
  readonly timeUs: number;
  readonly timeNs?: number | undefined;
  /** `package/class`, or a class alone where the app's own process logged it. */
  readonly component?: string | undefined;
  /** Abbreviation as dumpsys prints it (TOP, FGS, SVC, CAC, …), or a number of the device's release where only that is logged. */
  readonly procState?: string | undefined;
  /** Why the process was started: broadcast, service, top-activity, … */
  readonly startReason?: string | undefined;
  readonly stopReason?: string | undefined;
  /** Bits of ServiceInfo.FOREGROUND_SERVICE_TYPE_…. */
  readonly fgsType?: number | undefined;
  readonly notificationShown?: boolean | undefined;
  readonly apkSha256?: string | undefined;
  readonly standbyBucket?: string | undefined;
  /** Of doze: the state's name or number. */
  readonly dozeState?: string | undefined;
  /** Of log_gap: since when the log says nothing. */
  readonly gapFromUs?: number | undefined;
}

/** In place of an abbreviation: the app is in no list of processes any more. No tool prints it. */
export const ABSENT = 'absent';

const TELLING: ReadonlySet<string> = new Set([
  'process_frozen',
  'activity_resumed',
  'activity_paused',
  'activity_stopped',
  'fgs_start',
  'fgs_stop',
  'uid_idle',
  'uid_stopped',
] satisfies StateAction[]);

/** Whether an event can tell in which state an app was. That a process started or ended says that something ran, and the screen that somebody
 *  may look: not whether anybody saw this app. */
export function tellsState({ action, startReason, procState }: StateEvent): boolean {
  if (action === 'process_start') return startReason !== undefined;
  // Numbers mean one state in one release and another in the next.
  if (action === 'proc_state') return procState !== undefined && !/^\d+$/.test(procState);
  return TELLING.has(action);
}
