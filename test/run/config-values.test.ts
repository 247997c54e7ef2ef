import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, readDurationMs, readInstantUs } from '../../src/run/config-values.ts';

describe('an instant', () => {
  it('is read to the microsecond, whatever its zone', () => {
    expect(readInstantUs('2026-03-01T08:00:00.000003Z')).toBe(1_772_352_000_000_003);
    expect(readInstantUs('2026-03-01T10:00:00+02:00')).toBe(1_772_352_000_000_000);
  });

  it('may be a date, which means its midnight in UTC', () => {
    expect(readInstantUs('2026-03-01')).toBe(Date.UTC(2026, 2, 1) * 1000);
  });

  it('is not read without a zone, nor when it does not exist', () => {
    for (const text of ['2026-03-01T08:00:00', '2026-02-30', '2026-03-01T25:00:00Z', 'yesterday', '']) {
      expect(readInstantUs(text), text).toBeUndefined();
    }
  });

  it('is the same as the one that was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(readInstantUs(new Date(ms).toISOString())).toBe(ms * 1000);
      }),
    );
  });
});

describe('a duration', () => {
  it('is read in every unit and either direction', () => {
    expect(readDurationMs('250ms')).toBe(250);
    expect(readDurationMs('-1.5s')).toBe(-1500);
    expect(readDurationMs('+0.1s')).toBe(100);
    expect(readDurationMs('7us')).toBe(0.007);
    expect(readDurationMs('2min')).toBe(120_000);
    expect(readDurationMs('-2h')).toBe(-7_200_000);
  });

  it('is not read without a unit, or with another text around it', () => {
    for (const text of ['5', '5 s', 's', '--5s', '5d', '1e3s', ' 5s', '5s\n'])
      expect(readDurationMs(text), text).toBeUndefined();
  });
});

describe('a time zone', () => {
  it('is a name of the IANA data base or an offset', () => {
    for (const zone of ['Europe/Berlin', 'UTC', 'Asia/Kathmandu', '+05:45', '-03:00', '+02'])
      expect(isTimeZone(zone), zone).toBe(true);
  });

  it('is nothing else', () => {
    for (const zone of ['', 'Berlin', '+25:00', '+15:00', '+2', 'local']) expect(isTimeZone(zone), zone).toBe(false);
  });
});
