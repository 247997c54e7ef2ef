// Tags of the events buffer that tell of processes, activities, services, UIDs, screen and keyguard → states. Fields: AOSP frameworks/base
// EventLogTags (am, wm, power) and device_idle. Other tags are none of ours.

import type { LogcatLine } from './logcat-line.ts';
import type { StateAction, StateEvent } from './state-event.ts';

export type StateFields = Omit<StateEvent, 'dataset' | 'line' | 'timeUs'>;

/** The state that a line tells, undefined for a tag of no interest, or a reason why its fields cannot be read. */
export function stateOfLine(line: LogcatLine): StateFields | string | undefined {
  const reader = TAGS.get(line.tag);
  if (reader === undefined) return undefined;
  const fields = splitValues(line.message, reader.fields);
  if (fields.length < reader.least) return `${line.tag} has ${fields.length} fields, at least ${reader.least} are read`;
  return reader.read(fields, line);
}

/** `[a,b,c]`, or one value without brackets. At most `most` fields: strings are not escaped, so the last takes what is left. */
export function splitValues(message: string, most: number): string[] {
  const text = message.startsWith('[') && message.endsWith(']') ? message.slice(1, -1) : message.trim();
  const fields: string[] = [];
  let at = 0;
  while (fields.length < most - 1) {
    const comma = text.indexOf(',', at);
    if (comma < 0) break;
    fields.push(text.slice(at, comma));
    at = comma + 1;
  }
  fields.push(text.slice(at));
  return fields;
}

interface TagReader {
  /** As many as the newest release has. */
  readonly fields: number;
  readonly least: number;
  read(fields: readonly string[], line: LogcatLine): StateFields | string | undefined;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function isFlag(text: string): boolean {
  return /^(?:[01]|true|false)$/.test(text);
}

/** `pkg/cls`, also in braces and with what follows a blank; the package is the part before the slash. */
function component(text: string): { component: string; packageName: string | undefined } {
  const bare = text.replace(/^\{|\}$/g, '').trim();
  const slash = bare.indexOf('/');
  const name = slash > 0 ? bare.slice(0, slash) : undefined;
  return { component: bare, packageName: name !== undefined && /^[A-Za-z][\w.]*$/.test(name) ? name : undefined };
}

const ofUid = (action: StateAction): TagReader => ({
  fields: 1,
  least: 1,
  read: ([uid]) =>
    number(uid) === undefined ? `has no UID in ${JSON.stringify(uid.slice(0, 20))}` : { action, uid: number(uid) },
});

const ofProcess = (action: StateAction, fields: number): TagReader => ({
  fields,
  least: 3,
  read: ([user, pid, processName, , reason]) =>
    number(pid) === undefined
      ? 'has no process id'
      : { action, userId: number(user), pid: number(pid), processName, ...(fields > 5 ? { stopReason: reason } : {}) },
});

const ofFrozen = (action: StateAction): TagReader => ({
  fields: 3,
  least: 1,
  read: ([pid, processName]) =>
    number(pid) === undefined ? 'has no process id' : { action, pid: number(pid), processName },
});

/** The system's side: user and component; `at` is where the component stands. */
const ofActivity = (action: StateAction, fields: number, at: number): TagReader => ({
  fields,
  least: at + 1,
  read: (values) => ({ action, userId: number(values[0]), ...component(values[at]) }),
});

/** The app's side, logged by its own process: a class, no package. Android 12 has the token first, earlier ones the user. */
const ofOwnActivity = (action: StateAction): TagReader => ({
  fields: 4,
  least: 2,
  read: ([first, name], { pid, uid }) => {
    const user = number(first);
    // Users are few and small, tokens are hashes.
    return { action, pid, uid, userId: user !== undefined && user <= 10_000 ? user : undefined, component: name };
  },
});

const ofService = (action: StateAction): TagReader => ({
  fields: 12,
  least: 2,
  read: ([user, name, , , , , , shown, , , reason, type]) => ({
    action,
    userId: number(user),
    ...component(name),
    notificationShown:
      shown === '1' || shown === 'true' ? true : shown === '0' || shown === 'false' ? false : undefined,
    stopReason: action === 'fgs_stop' && reason !== '' ? reason : undefined,
    fgsType: number(type),
  }),
});

const ofScreen: TagReader = {
  fields: 4,
  least: 1,
  read: ([state]) =>
    state === '1' ? { action: 'screen_on' } : state === '0' || state === '2' ? { action: 'screen_off' } : undefined,
};

const ofDoze = (prefix: string): TagReader => ({
  fields: 2,
  least: 1,
  read: ([state]) => ({ action: 'doze', dozeState: `${prefix}${state}` }),
});

const TAGS: ReadonlyMap<string, TagReader> = new Map<string, TagReader>([
  [
    'am_proc_start',
    {
      fields: 6,
      least: 5,
      read: ([user, pid, uid, processName, startReason, name]) =>
        number(pid) === undefined || number(uid) === undefined
          ? 'has no process id or UID'
          : {
              action: 'process_start',
              userId: number(user),
              pid: number(pid),
              uid: number(uid),
              processName,
              startReason,
              component: name === undefined || name === '' ? undefined : component(name).component,
            },
    },
  ],
  ['am_proc_died', ofProcess('process_end', 5)],
  ['am_kill', ofProcess('process_end', 6)],
  ['am_freeze', ofFrozen('process_frozen')],
  ['am_unfreeze', ofFrozen('process_unfrozen')],
  ['am_uid_running', ofUid('uid_running')],
  ['am_uid_active', ofUid('uid_active')],
  ['am_uid_idle', ofUid('uid_idle')],
  ['am_uid_stopped', ofUid('uid_stopped')],
  [
    'am_uid_state_changed',
    {
      fields: 8,
      least: 3,
      read: ([uid, , state]) => ({ action: 'proc_state', uid: number(uid), procState: state }),
    },
  ],
  [
    'am_proc_state_changed',
    {
      fields: 8,
      least: 4,
      read: ([uid, pid, , state]) => ({ action: 'proc_state', uid: number(uid), pid: number(pid), procState: state }),
    },
  ],
  ['am_foreground_service_start', ofService('fgs_start')],
  ['am_foreground_service_stop', ofService('fgs_stop')],
  ['am_foreground_service_timed_out', ofService('fgs_stop')],
  ['wm_set_resumed_activity', ofActivity('activity_resumed', 3, 1)],
  ['am_set_resumed_activity', ofActivity('activity_resumed', 3, 1)],
  ['wm_resume_activity', ofActivity('activity_resumed', 4, 3)],
  ['am_resume_activity', ofActivity('activity_resumed', 4, 3)],
  ['wm_pause_activity', ofActivity('activity_paused', 5, 2)],
  ['am_pause_activity', ofActivity('activity_paused', 5, 2)],
  ['wm_stop_activity', ofActivity('activity_stopped', 3, 2)],
  ['am_stop_activity', ofActivity('activity_stopped', 3, 2)],
  ['wm_on_resume_called', ofOwnActivity('activity_resumed')],
  ['am_on_resume_called', ofOwnActivity('activity_resumed')],
  ['wm_on_paused_called', ofOwnActivity('activity_paused')],
  ['am_on_paused_called', ofOwnActivity('activity_paused')],
  ['wm_on_stop_called', ofOwnActivity('activity_stopped')],
  ['am_on_stop_called', ofOwnActivity('activity_stopped')],
  ['screen_toggled', ofScreen],
  ['power_screen_state', ofScreen],
  [
    'wm_set_keyguard_shown',
    {
      fields: 5,
      least: 2,
      // Until Android 11 there was no display before it: shown, always-on, going away, why.
      read: ([first, second, , fourth]) => {
        const shown = fourth === undefined || isFlag(fourth) ? second : first;
        return { action: shown === '1' || shown === 'true' ? 'keyguard_shown' : 'keyguard_hidden' };
      },
    },
  ],
  ['device_idle', ofDoze('')],
  ['device_idle_light', ofDoze('light:')],
  ['boot_progress_start', { fields: 1, least: 1, read: () => ({ action: 'boot' }) }],
]);
