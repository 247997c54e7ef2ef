// The texts that people write into settings: instants, durations, time zones. Each reader yields undefined for what it cannot read.

import { requireZone } from '../telemetry/time-zone.ts';
import { readTimestamp } from '../telemetry/timestamp.ts';

/** Microseconds since the epoch of an instant as logs write them, or of a date, which means its midnight in UTC. No zone, no instant. */
export function readInstantUs(text: string): number | undefined {
  const time = readTimestamp(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text, {});
  return time.ok ? time.us : undefined;
}

/** Milliseconds of a duration with its unit, such as `250ms`, `-1.5s` or `2h`. */
export function readDurationMs(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const unit = UNIT_MS[match[2] as keyof typeof UNIT_MS];
  // Rounded to the microsecond: 0.1 s must not become 100.00000000000001 ms.
  return Math.round(Number(match[1]) * unit * 1000) / 1000;
}

export function isTimeZone(text: string): boolean {
  try {
    requireZone(text);
    return true;
  } catch {
    return false;
  }
}

export const DURATION = /^([+-]?\d{1,12}(?:\.\d{1,6})?)(us|ms|s|min|h)$/;
const UNIT_MS = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
