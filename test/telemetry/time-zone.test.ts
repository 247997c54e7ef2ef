import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { fixedOffsetMs, requireZone, wallClockMs, zoneOffsetMs, zoneReading } from '../../src/telemetry/time-zone.ts';

const HOUR = 3_600_000;
const clock = (month: number, day: number, hour: number, minute = 0) => ({
  year: 2026,
  month,
  day,
  hour,
  minute,
  second: 0,
});
const ms = (month: number, day: number, hour: number, minute = 0) =>
  wallClockMs(clock(month, day, hour, minute)) as number;

describe('zoneOffsetMs', () => {
  it('knows winter and summer time of named zones', () => {
    expect(zoneOffsetMs('Europe/Berlin', ms(1, 15, 12))).toBe(HOUR);
    expect(zoneOffsetMs('Europe/Berlin', ms(7, 15, 12))).toBe(2 * HOUR);
    expect(zoneOffsetMs('America/New_York', ms(1, 15, 12))).toBe(-5 * HOUR);
    expect(zoneOffsetMs('Asia/Kathmandu', ms(1, 15, 12))).toBe(5.75 * HOUR);
  });

  it('changes at the moment the clocks do', () => {
    // Germany: 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
    expect(zoneOffsetMs('Europe/Berlin', ms(3, 29, 1, 59))).toBe(HOUR);
    expect(zoneOffsetMs('Europe/Berlin', ms(3, 29, 3, 0))).toBe(2 * HOUR);
    expect(zoneOffsetMs('Europe/Berlin', ms(10, 25, 3, 0))).toBe(HOUR);
  });

  it('reads the hour that occurs twice as the earlier one, east and west of Greenwich, and says when it comes again', () => {
    expect(zoneReading('Europe/Berlin', ms(10, 25, 2, 30))).toEqual({ offsetMs: 2 * HOUR, repeatsAfterMs: HOUR });
    expect(zoneReading('America/New_York', ms(11, 1, 1, 30))).toEqual({ offsetMs: -4 * HOUR, repeatsAfterMs: HOUR });
    expect(zoneReading('Australia/Lord_Howe', ms(4, 5, 1, 45))).toEqual({
      offsetMs: 11 * HOUR,
      repeatsAfterMs: HOUR / 2,
    });
    for (const once of [ms(10, 25, 1, 59), ms(10, 25, 3, 0), ms(3, 29, 2, 30), ms(7, 15, 12)])
      expect(zoneReading('Europe/Berlin', once).repeatsAfterMs).toBe(0);
  });

  it('reads an hour that the clocks skipped as if they had not', () => {
    expect(zoneOffsetMs('Europe/Berlin', ms(3, 29, 2, 30))).toBe(HOUR);
    expect(zoneOffsetMs('America/New_York', ms(3, 8, 2, 30))).toBe(-5 * HOUR);
  });

  it('takes fixed offsets', () => {
    expect([
      fixedOffsetMs('+02:00'),
      fixedOffsetMs('-0530'),
      fixedOffsetMs('+02'),
      fixedOffsetMs('Z'),
      fixedOffsetMs('utc'),
      fixedOffsetMs('+15:00'),
      fixedOffsetMs('Europe/Berlin'),
    ]).toEqual([2 * HOUR, -5.5 * HOUR, 2 * HOUR, 0, 0, undefined, undefined]);
  });
});

it('days and hours that do not exist are refused', () => {
  expect([clock(2, 30, 0), clock(13, 1, 0), clock(0, 1, 0), clock(1, 1, 24), clock(1, 0, 0)].map(wallClockMs)).toEqual(
    new Array(5).fill(undefined),
  );
  expect(wallClockMs({ ...clock(2, 28, 0), year: 2025 })).toBe(Date.UTC(2025, 1, 28));
});

it('an unknown zone is a mistake of the user, named with the flag', () => {
  expect(() => requireZone('Europe/Berlin')).not.toThrow();
  expect(() => requireZone('+02:00')).not.toThrow();
  expect(() => requireZone('Europe/Atlantis')).toThrow(UserError);
  expect(() => requireZone('Europe/Atlantis')).toThrow('--device-tz');
});
