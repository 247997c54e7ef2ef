// The texts that people write into settings: instants, durations, time zones. Each reader yields undefined for what it cannot read.

/** Microseconds since the epoch of an RFC 3339 instant, or of a date, which means its midnight in UTC. A time without a zone is refused. */
export function readInstantUs(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const localMs = Date.parse(`${plain}Z`);
  // Date.parse rolls 30 February over into March.
  if (Number.isNaN(localMs) || !new Date(localMs).toISOString().startsWith(plain)) return undefined;
  const zoneMinutes = readZoneMinutes(zone);
  if (zoneMinutes === undefined) return undefined;
  return (localMs - zoneMinutes * 60_000) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** Milliseconds of a duration with its unit, such as `250ms`, `-1.5s` or `2h`. */
export function readDurationMs(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const unit = UNIT_MS[match[2] as keyof typeof UNIT_MS];
  // Rounded to the microsecond: 0.1 s must not become 100.00000000000001 ms.
  return Math.round(Number(match[1]) * unit * 1000) / 1000;
}

/** An IANA name such as `Europe/Berlin`, or an offset such as `+02:00`. */
export function isTimeZone(text: string): boolean {
  if (OFFSET.test(text)) return readZoneMinutes(text) !== undefined;
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

export const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d))?$/;
export const DURATION = /^([+-]?\d{1,12}(?:\.\d{1,6})?)(us|ms|s|min|h)$/;
const OFFSET = /^[+-]\d\d:\d\d$/;
const UNIT_MS = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

function readZoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}
