// Times as logs write them → µs since the epoch plus the nanoseconds beyond: RFC 3339, ISO without zone, or an epoch number whose unit
// shows in its magnitude. Never goes through a double: 19-digit nanoseconds keep every digit.

import { asciiDigits } from './decimal-digits.ts';
import { fixedOffsetMs, wallClockMs, zoneReading } from './time-zone.ts';

export interface TimeOptions {
  /** Zone of times that carry none. */
  readonly deviceTz?: string | undefined;
  /** Unit of epoch numbers, where magnitude would mislead. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Told of each time that the zone's clocks show again so much later; the earlier, `us`, is taken. */
  readonly onRepeated?: OnRepeatedTime | undefined;
}

export type OnRepeatedTime = (us: number, repeatsAfterUs: number) => void;

export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

export type ReadTime =
  /** `repeatsAfterUs`: the zone's clocks show this time again so much later; `us` is the earlier. */
  | { readonly ok: true; readonly us: number; readonly ns: number; readonly repeatsAfterUs?: number }
  /** `naive`: only the zone is missing. */
  | { readonly ok: false; readonly naive: boolean; readonly reason: string };

/** Never throws. Times before 1970 and after 2199 are refused: they are mistakes of unit or of column. */
export function readTimestamp(text: string, options: TimeOptions): ReadTime {
  const trimmed = asciiDigits(text).trim();
  if (trimmed === '') return refused('time is empty');
  if (trimmed.length > 64) return refused('time is too long');
  const epoch = /^(\d{1,20})(?:[.,](\d{1,30}))?$/.exec(trimmed);
  if (epoch !== null) return readEpoch(epoch[1], epoch[2] ?? '', options.timeUnit);
  // Large doubles may come as 1.7672256e+9.
  if (/^\d+(?:\.\d+)?e\+?\d{1,2}$/i.test(trimmed))
    return readEpoch(String(BigInt(Math.trunc(Number(trimmed)))), '', options.timeUnit);
  return readCalendar(trimmed, options);
}

/** An epoch number that stands in a log as a number. */
export function readEpochNumber(value: number, options: TimeOptions): ReadTime {
  const { timeUnit = value < 1e11 ? 's' : value < 1e14 ? 'ms' : 'us' } = options;
  if (!Number.isSafeInteger(value) || value <= 0 || timeUnit === 'ns') return readTimestamp(String(value), options);
  return inRange(value * (timeUnit === 's' ? 1e6 : timeUnit === 'ms' ? 1e3 : 1), 0, String(value));
}

const MAX_US = 7_258_118_400_000_000;
const CALENDAR =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?\s?(Z|z|UTC|GMT|[+-]\d\d:?\d\d)?$/;

function readCalendar(text: string, { deviceTz, onRepeated }: TimeOptions): ReadTime {
  const match = CALENDAR.exec(text);
  if (match === null) return refused(`time ${JSON.stringify(text)} is neither RFC 3339 nor an epoch number`);
  const localMs = wallClockMs({
    year: Number(match[1]),
    month: Number(match[2]),
    day: Number(match[3]),
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6] ?? '0'),
  });
  if (localMs === undefined) return refused(`time ${JSON.stringify(text)} does not exist`);
  if (match[8] !== undefined && fixedOffsetMs(match[8]) === undefined)
    return refused(`time ${JSON.stringify(text)} has an offset that no zone has`);
  const zone = match[8] ?? deviceTz;
  if (zone === undefined) {
    return {
      ok: false,
      naive: true,
      reason: "time has no zone: give the device's with --device-tz (for example --device-tz Europe/Berlin)",
    };
  }
  const nanoseconds = Number((match[7] ?? '').padEnd(9, '0'));
  const { offsetMs, repeatsAfterMs } = zoneReading(zone, localMs);
  const time = inRange((localMs - offsetMs) * 1000 + Math.floor(nanoseconds / 1000), nanoseconds % 1000, text);
  if (!time.ok || repeatsAfterMs === 0) return time;
  onRepeated?.(time.us, repeatsAfterMs * 1000);
  return { ...time, repeatsAfterUs: repeatsAfterMs * 1000 };
}

/** Unit by magnitude: s < 1e11, ms < 1e14, µs < 1e17, else ns. */
function readEpoch(whole: string, fraction: string, unit: TimeUnit | undefined): ReadTime {
  const digits = whole.replace(/^0+(?=\d)/, '');
  const chosen = unit ?? (digits.length <= 11 ? 's' : digits.length <= 14 ? 'ms' : digits.length <= 17 ? 'us' : 'ns');
  const perUnit = { s: 9, ms: 6, us: 3, ns: 0 }[chosen];
  const ns = digits + fraction.slice(0, perUnit).padEnd(perUnit, '0');
  // µs of any time in range are whole in a double.
  return inRange(Number(ns.slice(0, -3)), Number(ns.slice(-3)), whole);
}

function inRange(us: number, ns: number, text: string): ReadTime {
  if (us >= 0 && us <= MAX_US) return { ok: true, us, ns };
  return refused(`time ${JSON.stringify(text)} is outside 1970–2199`);
}

function refused(reason: string): ReadTime {
  return { ok: false, naive: false, reason };
}
