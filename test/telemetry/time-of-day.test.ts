import { expect, it } from 'vitest';
import { timeOfDayUs } from '../../src/telemetry/time-of-day.ts';

const us = (text: string) => Date.parse(text) * 1000;

it('lies on the day that puts it nearest to the known moment', () => {
  const near = us('2026-01-01T00:00:00Z');
  expect(timeOfDayUs('00:00:05', 'UTC', near)).toBe(us('2026-01-01T00:00:05Z'));
  expect(timeOfDayUs('23:59:55', 'UTC', near)).toBe(us('2025-12-31T23:59:55Z'));
  expect(timeOfDayUs('14:00:05', 'Pacific/Kiritimati', near)).toBe(us('2026-01-01T00:00:05Z'));
  expect(timeOfDayUs('11:59:55', '-12:00', near)).toBe(us('2025-12-31T23:59:55Z'));
});

it('a time that clocks show twice is told, and one that none shows is none', () => {
  const told: number[] = [];
  const near = us('2026-10-25T00:10:00Z');
  expect(timeOfDayUs('02:15:00', 'Europe/Berlin', near, (_, later) => told.push(later))).toBe(
    us('2026-10-25T00:15:00Z'),
  );
  expect(told).toEqual([3_600_000_000]);
  for (const text of ['24:00:00', '12:60:00', '1:00:00', '12:00', '', '0.5'])
    expect(timeOfDayUs(text, 'UTC', near)).toBeUndefined();
});
