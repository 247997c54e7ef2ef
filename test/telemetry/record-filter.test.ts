import { expect, it } from 'vitest';
import { RecordFilter } from '../../src/telemetry/record-filter.ts';

it('a record is new once, whatever the order of its keys', () => {
  const filter = new RecordFilter();
  const isNew = (value: unknown) => filter.isNew(value);
  expect(isNew({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(true);
  expect(isNew({ b: { d: 'x', c: [1, 2] }, a: 1 })).toBe(false);
  expect(isNew({ b: { d: 'x', c: [2, 1] }, a: 1 })).toBe(true);
});

it('a hundred thousand different records are all new', () => {
  const filter = new RecordFilter();
  let known = 0;
  for (let i = 0; i < 100_000; i++) if (!filter.isNew({ event_id: i, port: 443 })) known++;
  expect([known, filter.unchecked]).toEqual([0, 0]);
});

it('what comes after the cap is let through and counted; what came before is still known', () => {
  const filter = new RecordFilter(3);
  expect([1, 2, 3, 4, 4, 1].map((i) => filter.isNew({ i }))).toEqual([true, true, true, true, true, false]);
  expect(filter.unchecked).toBe(2);
});

it('every record is known again, however many there are', () => {
  const filter = new RecordFilter();
  for (let i = 0; i < 20_000; i++) filter.isNew({ i });
  let fresh = 0;
  for (let i = 0; i < 20_000; i++) if (filter.isNew({ i })) fresh++;
  expect(fresh).toBe(0);
});
