import { describe, expect, it } from 'vitest';
import { recordTime } from '../../src/features/record-time.ts';

describe('a record time', () => {
  it('keeps microseconds', () => {
    expect(recordTime(1_767_225_600_000_001)).toBe('2026-01-01T00:00:00.000001Z');
    expect(recordTime(0)).toBe('1970-01-01T00:00:00.000000Z');
    expect(recordTime(-1)).toBe('1969-12-31T23:59:59.999999Z');
  });

  it('drops fractions of a microsecond instead of rounding into the next second', () => {
    expect(recordTime(999_999.9)).toBe('1970-01-01T00:00:00.999999Z');
  });

  it('clamps what RFC 3339 cannot write', () => {
    expect(recordTime(1e30)).toBe('9999-12-31T23:59:59.999999Z');
    expect(recordTime(-1e30)).toBe('0000-01-01T00:00:00.000000Z');
    expect(recordTime(Number.NaN)).toBe('0000-01-01T00:00:00.000000Z');
    expect(recordTime(253_402_300_799 * 1e6)).toBe('9999-12-31T23:59:59.000000Z');
  });
});
