import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockTicks } from '../../src/report/clock-ticks.ts';

const at = (hour: number, minute = 0, second = 0): number => Date.UTC(2026, 0, 9, hour, minute, second) * 1000;
const texts = (startUs: number, endUs: number): string[] => {
  const ticks = clockTicks({ startUs, endUs });
  return ticks.dates.map(ticks.text);
};

test('round times, in words that fit the span', () => {
  expect(texts(at(0), at(24))).toEqual([
    '01-09 00:00',
    '03:00',
    '06:00',
    '09:00',
    '12:00',
    '15:00',
    '18:00',
    '21:00',
    '01-10 00:00',
  ]);
  expect(texts(at(8, 44, 13), at(8, 45, 30))).toEqual([
    '08:44:20',
    '08:44:30',
    '08:44:40',
    '08:44:50',
    '08:45:00',
    '08:45:10',
    '08:45:20',
    '08:45:30',
  ]);
  expect(texts(at(0), at(24 * 10))).toEqual([
    '2026-01-09',
    '2026-01-11',
    '2026-01-13',
    '2026-01-15',
    '2026-01-17',
    '2026-01-19',
  ]);
  expect(texts(at(0) + 100_000, at(0) + 600_000)).toEqual(['00:00:00.100', '00:00:00.600']);
});

test('the first tick of each of several days names it', () => {
  expect(texts(at(20), at(20 + 48))).toEqual([
    '01-10 00:00',
    '06:00',
    '12:00',
    '18:00',
    '01-11 00:00',
    '06:00',
    '12:00',
    '18:00',
  ]);
  expect(texts(at(23, 59, 58), at(24, 0, 3))).toEqual([
    '01-09 23:59:58',
    '23:59:59',
    '01-10 00:00:00',
    '00:00:01',
    '00:00:02',
    '00:00:03',
  ]);
});

test('never more than nine, whatever the span', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 50), fc.nat(2 ** 50), (startUs, length) => {
      expect(clockTicks({ startUs, endUs: startUs + length }).dates.length).toBeLessThanOrEqual(9);
    }),
  );
});
