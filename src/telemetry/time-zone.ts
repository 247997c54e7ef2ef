// Wall-clock fields in a named zone → µs since the epoch, for logs that print device-local time without a zone.
// The zone comes from the operator (--device-tz), never from the machine the analysis runs on.

import { UserError } from '../base/user-error.ts';

export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Milliseconds since the epoch of the wall clock read as UTC; undefined where a field is out of range (30 February too). */
export function wallClockMs(clock: WallClock): number | undefined {
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 60) return undefined;
  const ms = Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute, Math.min(59, clock.second));
  const back = new Date(ms);
  if (back.getUTCMonth() !== clock.month - 1 || back.getUTCDate() !== clock.day) return undefined;
  return ms;
}

/** Milliseconds that `zone` is ahead of UTC when its own wall clock shows `localMs`. In the hour that occurs twice, the earlier. */
export function zoneOffsetMs(zone: string, localMs: number): number {
  return zoneReading(zone, localMs).offsetMs;
}

export interface ZoneReading {
  readonly offsetMs: number;
  readonly repeatsAfterMs: number;
}

/** A wall clock in a zone: the offset of zoneOffsetMs(), and how much later the same is shown again; 0 where it is not. */
export function zoneReading(zone: string, localMs: number): ZoneReading {
  // Clocks are changed at whole quarters of an hour, by such; asking Intl for every line would cost more than parsing it.
  const quarter = Math.floor(localMs / QUARTER_HOUR_MS);
  const key = `${zone} ${quarter}`;
  let reading = readings.get(key);
  if (reading === undefined) {
    reading = readZone(zone, quarter * QUARTER_HOUR_MS);
    if (readings.size >= 10_000) readings.clear();
    readings.set(key, reading);
  }
  return reading;
}

function readZone(zone: string, localMs: number): ZoneReading {
  const fixed = fixedOffsetMs(zone);
  if (fixed !== undefined) return { offsetMs: fixed, repeatsAfterMs: 0 };
  // At most one change lies within two days.
  const before = offsetAt(zone, localMs - DAY_MS);
  const after = offsetAt(zone, localMs + DAY_MS);
  const isBefore = before === after || offsetAt(zone, localMs - before) === before;
  const isAfter = before !== after && offsetAt(zone, localMs - after) === after;
  if (isBefore && isAfter) return { offsetMs: before, repeatsAfterMs: before - after };
  // A time that the clocks skipped is read as if they had not been changed yet.
  return { offsetMs: isAfter ? after : before, repeatsAfterMs: 0 };
}

/** `+02:00`, `-0530`, `+02`, `Z` and `UTC`; undefined for anything else. */
export function fixedOffsetMs(zone: string): number | undefined {
  if (/^(?:z|utc|gmt)$/i.test(zone)) return 0;
  const match = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(zone);
  if (match === null) return undefined;
  const [, sign, hours, minutes = 0] = match;
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Throws a UserError where the zone is unknown, so that a typing mistake is not read as thousands of bad lines. */
export function requireZone(zone: string): void {
  if (fixedOffsetMs(zone) !== undefined) return;
  try {
    // Later versions of Node.js take offsets that no place on earth has.
    if (/^[+-]/.test(zone)) throw new RangeError(zone);
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
  } catch {
    throw new UserError(
      `--device-tz ${JSON.stringify(zone)} is no time zone: give a name such as Europe/Berlin or an offset such as +02:00`,
    );
  }
}

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const readings = new Map<string, ZoneReading>();

function offsetAt(zone: string, utcMs: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const field: Record<string, number> = {};
  for (const part of format.formatToParts(utcMs)) field[part.type] = Number(part.value);
  const local = Date.UTC(
    field['year'],
    field['month'] - 1,
    field['day'],
    field['hour'],
    field['minute'],
    field['second'],
  );
  return local - utcMs;
}
