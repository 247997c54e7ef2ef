import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsedTimeUs, rfc3339 } from '../../src/base/rfc3339.ts';

const PATTERN = new RegExp(
  JSON.parse(readFileSync(new URL('../../schema/flow.schema.json', import.meta.url), 'utf8')).$defs.time.pattern,
);

test('microseconds always have six digits, nanoseconds nine', () => {
  expect(rfc3339(0)).toBe('1970-01-01T00:00:00.000000Z');
  expect(rfc3339(1_767_225_600_000_042)).toBe('2026-01-01T00:00:00.000042Z');
  expect(rfc3339(1_767_225_600_000_042, 7)).toBe('2026-01-01T00:00:00.000042007Z');
  expect(rfc3339(1_767_225_600_000_042, 0)).toBe('2026-01-01T00:00:00.000042000Z');
});

test('times before 1970 count down from it', () => {
  expect(rfc3339(-1)).toBe('1969-12-31T23:59:59.999999Z');
});

test('a fraction of a microsecond is cut off, not rounded into the next', () => {
  expect(rfc3339(999_999.99)).toBe('1970-01-01T00:00:00.999999Z');
});

test('the first and the last moment that RFC 3339 knows are written as they are', () => {
  expect(rfc3339(Date.UTC(2000, 0, 1) * 1000 - 730_485 * 86_400e6)).toBe('0000-01-01T00:00:00.000000Z');
  expect(rfc3339(253_402_300_799_000_000)).toBe('9999-12-31T23:59:59.000000Z');
});

test('times beyond those years are clamped to them', () => {
  expect(rfc3339(1e300)).toBe('9999-12-31T23:59:59.999999Z');
  expect(rfc3339(Number.POSITIVE_INFINITY, 3)).toBe('9999-12-31T23:59:59.999999999Z');
  expect(rfc3339(-1e300)).toBe('0000-01-01T00:00:00.000000Z');
  expect(rfc3339(Number.NaN)).toBe('0000-01-01T00:00:00.000000Z');
});

test('every finite number gives a time that the schemas accept, and order is kept', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (a, b) => {
        const [low, high] = [rfc3339(Math.min(a, b)), rfc3339(Math.max(a, b))];
        expect(low).toMatch(PATTERN);
        expect(low <= high).toBe(true);
      },
    ),
  );
});

test('agrees with the platform to the millisecond, whatever was asked before', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2e12, max: 8e12 }), (ms) => {
      expect(rfc3339(ms * 1000)).toBe(`${new Date(ms).toISOString().slice(0, -1)}000Z`);
    }),
  );
});

test('a written time is read back to the millisecond, anything else is unknown', () => {
  expect(parsedTimeUs('2026-01-01T00:00:00.123456Z')).toBe(1_767_225_600_123_000);
  expect(parsedTimeUs('2026-01-01T00:00:00.123456789Z')).toBe(1_767_225_600_123_000);
  expect(parsedTimeUs('yesterday')).toBeUndefined();
  expect(parsedTimeUs(undefined)).toBeUndefined();
});
