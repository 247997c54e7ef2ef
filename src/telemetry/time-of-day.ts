// A time of day without a date, as tools print it that run for hours: HH:MM:SS in the device's zone, on the day that puts it nearest to a known moment.

import { wallClockMs, zoneReading } from './time-zone.ts';
import type { OnRepeatedTime } from './timestamp.ts';

const DAY_MS = 86_400e3;

/** µs since the epoch; undefined where the text is no time of day. */
export function timeOfDayUs(
  text: string,
  zone: string,
  nearUs: number,
  onRepeated?: OnRepeatedTime | undefined,
): number | undefined {
  const match = /^(\d\d):(\d\d):(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const sinceMidnightMs = wallClockMs({
    year: 1970,
    month: 1,
    day: 1,
    hour: Number(match[1]),
    minute: Number(match[2]),
    second: Number(match[3]),
  });
  if (sinceMidnightMs === undefined) return undefined;
  const today = Math.floor(nearUs / 1000 / DAY_MS) * DAY_MS;
  let nearest: { us: number; repeatsAfterMs: number } | undefined;
  // No zone is more than a day from UTC.
  for (const dayMs of [-2, -1, 0, 1, 2].map((days) => today + days * DAY_MS)) {
    const { offsetMs, repeatsAfterMs } = zoneReading(zone, dayMs + sinceMidnightMs);
    const us = (dayMs + sinceMidnightMs - offsetMs) * 1000;
    if (nearest === undefined || Math.abs(us - nearUs) < Math.abs(nearest.us - nearUs))
      nearest = { us, repeatsAfterMs };
  }
  if (nearest === undefined) return undefined;
  if (nearest.repeatsAfterMs > 0) onRepeated?.(nearest.us, nearest.repeatsAfterMs * 1000);
  return nearest.us;
}
