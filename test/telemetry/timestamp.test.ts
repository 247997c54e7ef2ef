import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEpochNumber, readTimestamp } from '../../src/telemetry/timestamp.ts';
import { T0 } from './telemetry-fixture.ts';

const us = (text: string, options = {}) => {
  const time = readTimestamp(text, options);
  return time.ok ? time.us : time.reason;
};

describe('epoch numbers', () => {
  it('read the same whether they stand in the log as text or as a number', () => {
    const units = [undefined, 's', 'ms', 'us', 'ns'] as const;
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(), fc.double()), fc.constantFrom(...units), (value, timeUnit) => {
        expect(readEpochNumber(value, { timeUnit })).toEqual(readTimestamp(String(value), { timeUnit }));
      }),
      { numRuns: 2000 },
    );
    for (const value of [0, 1, 99_999_999_999, 1e11, 99_999_999_999_999, 1e14, 1_767_225_600_000_000, -1])
      expect(readEpochNumber(value, {})).toEqual(readTimestamp(String(value), {}));
  });

  it('tell their unit by magnitude', () => {
    expect(['1767225600', '1767225600000', '1767225600000000', '1767225600000000000'].map((text) => us(text))).toEqual(
      new Array(4).fill(T0),
    );
    expect(us('99999999999')).toBe('time "99999999999" is outside 1970–2199');
    expect(us('100000000000')).toBe(100_000_000_000_000);
  });

  it('keep nineteen digits: nothing goes through a double', () => {
    expect(readTimestamp('1767225600123456789', {})).toEqual({ ok: true, us: T0 + 123_456, ns: 789 });
    expect(readTimestamp('1767225600.123456789', {})).toEqual({ ok: true, us: T0 + 123_456, ns: 789 });
    expect(us('1767225600.5')).toBe(T0 + 500_000);
    expect(us('1767225600123.25')).toBe(T0 + 123_250);
    expect(us('1.7672256e+9')).toBe(T0);
  });

  it('take the unit they are told', () => {
    expect(us('7000', { timeUnit: 'ms' })).toBe(7_000_000);
    expect(us('1767225600', { timeUnit: 's' })).toBe(T0);
  });
});

describe('calendar times', () => {
  it('are read with their zone', () => {
    expect(us('2026-01-01T00:00:00Z')).toBe(T0);
    expect(us('2026-01-01 01:00:00.25+01:00')).toBe(T0 + 250_000);
    expect(us('2025-12-31T19:00:00,000001-0500')).toBe(T0 + 1);
    expect(readTimestamp('2026-01-01T00:00:00.123456789Z', {})).toEqual({ ok: true, us: T0 + 123_456, ns: 789 });
  });

  it('may have digits of the locale', () => {
    expect(us('٢٠٢٦-٠١-٠١T٠١:٠٠:٠١.٠٠٠+٠١:٠٠')).toBe(T0 + 1_000_000);
  });

  it('without a zone need the device zone, and say how to give it', () => {
    expect(readTimestamp('2026-01-01 01:00:00', {})).toMatchObject({
      ok: false,
      naive: true,
      reason: expect.stringContaining('--device-tz'),
    });
    expect(us('2026-01-01 01:00:00', { deviceTz: 'Europe/Berlin' })).toBe(T0);
    expect(us('2026-01-01T00:00:00Z', { deviceTz: 'Europe/Berlin' })).toBe(T0);
  });

  it('that do not exist or are no times are refused', () => {
    for (const text of [
      '',
      '  ',
      '2026-02-30T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '1969-12-31T23:00:00Z',
      'yesterday',
      '-5',
      '1e400',
      '12:00:00',
      `1${' '.repeat(200)}2`,
    ]) {
      expect(readTimestamp(text, { deviceTz: 'UTC' }), text).toMatchObject({ ok: false, naive: false });
    }
  });
});

it('offsets that no zone has are refused', () => {
  for (const offset of ['+15:00', '-9999', '+01:75'])
    expect(us(`2026-01-01T00:00:00${offset}`)).toContain('has an offset that no zone has');
});

it('never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d.:TZ+-]{0,40}$/)),
      (text) => void readTimestamp(text, { deviceTz: 'Asia/Tokyo' }),
    ),
  );
});
