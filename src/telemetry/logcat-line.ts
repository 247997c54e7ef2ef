// One line of logcat in any -v shape that carries a time → time, process, tag, message. Shapes: AOSP system/logging/liblog/logprint.cpp
// (threadtime, time, long; with year, zone, UTC, epoch, monotonic, usec, nsec, uid).

import { fixedOffsetMs, wallClockMs, zoneReading } from './time-zone.ts';
import type { OnRepeatedTime } from './timestamp.ts';
import { parseUid } from './uid.ts';

export interface LogcatLine {
  readonly timeUs: number;
  /** Of the process that logged, with `-v uid`. */
  readonly uid: number | undefined;
  readonly pid: number;
  readonly tag: string;
  readonly message: string;
}

export interface LogcatClock {
  readonly deviceTz: string | undefined;
  readonly nearUs: number | undefined;
  readonly onRepeated?: OnRepeatedTime | undefined;
  /** Epoch time of the boot: what `-v monotonic` counts from. */
  bootUs: number | undefined;
}

/** What keeps a line from having a time. */
export type LogcatRefusal = { readonly naive: boolean; readonly reason: string };

const TIME = String.raw`(?:(?:(\d{4})-)?(\d\d)-(\d\d)\s+(\d\d):(\d\d):(\d\d)\.(\d{3,9})(?:\s+([+-]\d{4}|UTC))?|\s*(\d{1,11})\.(\d{3,9}))`;
/** `TIME [UID] PID TID L TAG: message`; the tag ends at the first `: `. */
const THREADTIME = new RegExp(
  String.raw`^${TIME}\s+(?:([A-Za-z_]\w*|\d+)\s+)?(\d+)\s+(\d+)\s+[VDIWEFAS]\s+([^:]*?)\s*:(?: (.*)|$)`,
);
/** `TIME L/TAG(UID:PID): message` */
const TIMED = new RegExp(
  String.raw`^${TIME}\s+[VDIWEFAS]/([^(]*?)\s*\(\s*(?:([A-Za-z_]\w*|\d+):)?\s*(\d+)\):(?: (.*)|$)`,
);
/** `[ TIME UID:PID:TID L/TAG ]`; the message is on the lines that follow. */
const LONG = new RegExp(String.raw`^\[\s*${TIME}\s+(?:([A-Za-z_]\w*|\d+):)?\s*(\d+):\s*(\d+)\s+[VDIWEFAS]/(.*?)\s*\]$`);
/** brief, process, tag, thread: no time. */
const TIMELESS = /^[VDIWEFAS](?:\/[^(:]{1,80}(?:\(\s*(?:\w+:)?\s*\d+\))?:|\(\s*\d+(?::\s*\d+)?\)) /;

/** The line, why it has no time, or undefined where it is no line of logcat. */
export function parseLogcatLine(text: string, clock: LogcatClock): LogcatLine | LogcatRefusal | undefined {
  const first = text.charCodeAt(0);
  if (first === 0x5b) return readLong(text, clock);
  const thread = THREADTIME.exec(text);
  if (thread !== null) return finish(thread, thread[11], thread[12], thread[14], thread[15], clock);
  const timed = TIMED.exec(text);
  if (timed !== null) return finish(timed, timed[12], timed[13], timed[11], timed[14], clock);
  if (TIMELESS.test(text)) return { naive: false, reason: 'has no time: log with -v threadtime -v epoch' };
  return undefined;
}

function readLong(text: string, clock: LogcatClock): LogcatLine | LogcatRefusal | undefined {
  const long = LONG.exec(text);
  return long === null ? undefined : finish(long, long[11], long[12], long[14], '', clock);
}

/** True where the message of a line stands on the lines after it. */
export function isLongHead(text: string): boolean {
  return text.charCodeAt(0) === 0x5b && LONG.test(text);
}

function finish(
  match: RegExpExecArray,
  uid: string | undefined,
  pid: string,
  tag: string,
  message: string | undefined,
  clock: LogcatClock,
): LogcatLine | LogcatRefusal {
  const time = match[9] === undefined ? calendarUs(match, clock) : counterUs(match[9], match[10], clock);
  if (typeof time !== 'number') return time;
  return {
    timeUs: time,
    uid: uid === undefined ? undefined : parseUid(uid),
    pid: Number(pid),
    tag,
    message: message ?? '',
  };
}

/** Seconds since the epoch, or since boot where they are few. */
function counterUs(whole: string, fraction: string, clock: LogcatClock): number | LogcatRefusal {
  const us = Number(whole) * 1e6 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  if (us >= FIRST_EPOCH_US) return us;
  if (clock.bootUs !== undefined) return clock.bootUs + us;
  return {
    naive: false,
    reason: 'counts from the boot of the device: log with -v epoch, or let a line "### EPOCH boot=SECONDS" precede',
  };
}

/** 2001: no device has been up for so long, and no log is so old. */
const FIRST_EPOCH_US = 1e15;
const YEAR_US = 365.25 * 86_400e6;

function calendarUs(match: RegExpExecArray, clock: LogcatClock): number | LogcatRefusal {
  if (match[8] !== undefined && fixedOffsetMs(match[8]) === undefined)
    return { naive: false, reason: 'has an offset that no zone has' };
  const zone = match[8] ?? clock.deviceTz;
  if (zone === undefined)
    return { naive: true, reason: 'time has no zone: log with -v epoch, or give the zone with --device-tz' };
  if (match[1] !== undefined) return wallUs(Number(match[1]), match, zone, clock.onRepeated);
  if (clock.nearUs === undefined)
    return { naive: false, reason: 'time has no year: log with -v epoch, or say when it was taken with --log-time' };
  return wallUs(nearestYear(match, zone, clock.nearUs), match, zone, clock.onRepeated);
}

/** December lines of a log that was taken in January are of the year before. */
function nearestYear(match: RegExpExecArray, zone: string, nearUs: number): number {
  const year = new Date(nearUs / 1000).getUTCFullYear();
  const distance = (other: number): number => {
    const us = wallUs(other, match, zone);
    return typeof us === 'number' ? Math.abs(us - nearUs) : Number.POSITIVE_INFINITY;
  };
  let nearest = year;
  let leastUs = distance(year);
  if (leastUs < YEAR_US / 2) return year;
  for (const other of [year - 1, year + 1]) {
    const us = distance(other);
    if (us < leastUs) [nearest, leastUs] = [other, us];
  }
  return nearest;
}

function wallUs(
  year: number,
  match: RegExpExecArray,
  zone: string,
  onRepeated?: OnRepeatedTime,
): number | LogcatRefusal {
  const ms = wallClockMs({
    year,
    month: Number(match[2]),
    day: Number(match[3]),
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6]),
  });
  if (ms === undefined) return { naive: false, reason: 'has a time that does not exist' };
  const { offsetMs, repeatsAfterMs } = zoneReading(zone, ms);
  const us = (ms - offsetMs) * 1000 + Number(match[7].slice(0, 6).padEnd(6, '0'));
  if (repeatsAfterMs > 0) onRepeated?.(us, repeatsAfterMs * 1000);
  return us;
}
