import { expect, test } from 'vitest';
import { instantSeconds, laterInstant } from '../../src/report/record-instant.ts';

test('an instant becomes the number with its own digits', () => {
  expect(String(instantSeconds('2026-01-09T00:00:00.000001Z'))).toBe('1767916800.000001');
  expect(instantSeconds('2026-01-09T00:00:00.123456789Z')).toBe(1767916800.123456);
  expect(instantSeconds('2026-01-09T00:00:00Z')).toBe(1767916800);
  expect([instantSeconds(undefined), instantSeconds('yesterday')]).toEqual([undefined, undefined]);
});

test('later is later, across seconds and days', () => {
  expect(laterInstant('2026-01-09T23:59:59.999000Z', 1.25)).toBe('2026-01-10T00:00:00.000250Z');
  expect(laterInstant('2026-01-09T10:00:00.000001Z', 0)).toBe('2026-01-09T10:00:00.000001Z');
});
