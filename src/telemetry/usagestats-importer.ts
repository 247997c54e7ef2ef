// `dumpsys usagestats`: foreground, services, screen, keyguard of the last day. Times are the device's local time to the second, without zone.
// Only the "Last 24 hour events" are read: the weekly and monthly sections repeat them. Lines of one second are in no causal order.

import { EvidenceArea } from './coverage-record.ts';
import { DoubledHour } from './doubled-hour.ts';
import type { ImportContext, Importer, LineReader, Rejection } from './importer.ts';
import type { StateAction, StateEvent } from './state-event.ts';
import { readTimestamp } from './timestamp.ts';

export const usagestatsImporter = {
  format: 'usagestats',
  summary:
    'dumpsys usagestats: activities, foreground services, screen, keyguard, standby buckets of the last 24 hours.',
  yields: ['app states'],
  sights: [
    {
      area: EvidenceArea.backgroundExecution,
      always: true,
      scope: 'device',
      blindTo: ['processes that never had an activity or a foreground service', 'anything finer than a second'],
    },
  ],
  source: 'adb shell dumpsys usagestats',
  sniff: (firstLines) =>
    firstLines.some((line) => EVENT.test(line)) ? 0.95 : /^user=\d+/m.test(firstLines.join('\n')) ? 0.7 : 0,
  open: (context) => readUsagestats(context),
} as const satisfies Importer;

const EVENT = /^\s*time="?([^"]+?)"? type=([A-Z_0-9]+)(?: |$)/;
const MAX_LINE = 16_384;

const ACTIONS: ReadonlyMap<string, StateAction> = new Map([
  ['ACTIVITY_RESUMED', 'activity_resumed'],
  ['MOVE_TO_FOREGROUND', 'activity_resumed'],
  ['ACTIVITY_PAUSED', 'activity_paused'],
  ['MOVE_TO_BACKGROUND', 'activity_paused'],
  ['ACTIVITY_STOPPED', 'activity_stopped'],
  ['ACTIVITY_DESTROYED', 'activity_stopped'],
  ['NOTIFICATION_SEEN', 'notification_seen'],
  ['USER_INTERACTION', 'user_interaction'],
  ['STANDBY_BUCKET_CHANGED', 'standby_bucket'],
  ['SCREEN_INTERACTIVE', 'screen_on'],
  ['SCREEN_NON_INTERACTIVE', 'screen_off'],
  ['KEYGUARD_SHOWN', 'keyguard_shown'],
  ['KEYGUARD_HIDDEN', 'keyguard_hidden'],
  ['FOREGROUND_SERVICE_START', 'fgs_start'],
  ['FOREGROUND_SERVICE_STOP', 'fgs_stop'],
  ['DEVICE_SHUTDOWN', 'shutdown'],
  ['DEVICE_STARTUP', 'boot'],
]);
const OF_DEVICE: ReadonlySet<StateAction> = new Set([
  'screen_on',
  'screen_off',
  'keyguard_shown',
  'keyguard_hidden',
  'shutdown',
  'boot',
]);

interface Held {
  readonly event: StateEvent;
  /** Package and instance of the activity. */
  readonly packageName: string | undefined;
  readonly instance: string | undefined;
}

function readUsagestats(context: ImportContext): LineReader {
  let userId: number | undefined;
  let isEventSection = true;
  /** Events of one second, until the next second begins. */
  let held: Held[] = [];
  const doubled = new DoubledHour();
  return {
    line(text, number) {
      if (text.length > MAX_LINE) return `is longer than ${MAX_LINE} characters`;
      const user = /^\s*user=(\d{1,5})\b/.exec(text);
      if (user !== null) {
        userId = Number(user[1]);
        doubled.begin();
      }
      if (/^\s{0,4}(?:Last 24 hour events|In-memory \w+ stats)/.test(text))
        isEventSection = text.includes('Last 24 hour');
      else if (user !== null) isEventSection = true;
      const match = isEventSection ? EVENT.exec(text) : null;
      return match === null ? undefined : readEvent(match, text, number);
    },
    end() {
      flush();
      doubled.begin();
      if (doubled.undecided !== undefined) context.gap(doubled.undecided);
      return undefined;
    },
  };

  function readEvent(match: RegExpExecArray, text: string, line: number): Rejection | undefined {
    // The order of the list tells more than the time alone.
    const time = readTimestamp(match[1], { deviceTz: context.deviceTz });
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    const action = ACTIONS.get(match[2]);
    if (action === undefined) return undefined;
    const values = valuesOf(text);
    const packageName = OF_DEVICE.has(action) ? undefined : values.get('package');
    if (packageName === undefined && !OF_DEVICE.has(action)) return 'names no package';
    const timeUs = doubled.place(time);
    if (held.length > 0 && held[0].event.timeUs !== timeUs) flush();
    const name = values.get('class');
    held.push({
      packageName,
      instance: values.get('instanceId') ?? name,
      event: {
        action,
        dataset: 'usagestats',
        line,
        timeUs,
        packageName,
        userId: OF_DEVICE.has(action) ? undefined : userId,
        component: name === undefined ? undefined : `${packageName ?? ''}/${name}`,
        standbyBucket: action === 'standby_bucket' ? values.get('standbyBucket') : undefined,
      },
    });
    return undefined;
  }

  /** An activity that gives way to another one of its own app is paused before the other resumes, whatever the lines' order. */
  function flush(): void {
    const resumed = held.filter(({ event }) => event.action === 'activity_resumed');
    const givesWay = ({ event, packageName, instance }: Held): boolean =>
      (event.action === 'activity_paused' || event.action === 'activity_stopped') &&
      resumed.some((other) => other.packageName === packageName && other.instance !== instance);
    for (const entry of held) if (givesWay(entry)) context.emit(entry.event);
    for (const entry of held) if (!givesWay(entry)) context.emit(entry.event);
    held = [];
  }
}

/** `k="v"` and `k=v`; any may be absent. */
export function valuesOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [, key, quoted, bare] of text.matchAll(/([A-Za-z]\w*)=(?:"([^"]*)"|(\S*))/g)) {
    if (!values.has(key)) values.set(key, quoted ?? bare);
  }
  return values;
}
