import { expect, it } from 'vitest';
import { timeOfName } from '../../src/telemetry/log-name-time.ts';
import { T0 } from './telemetry-fixture.ts';

it('epoch seconds, milliseconds and UTC times in a name are read, dates and local times are not', () => {
  expect(timeOfName('usagestats-1767225600.txt')).toBe(T0);
  expect(timeOfName('usagestats-1767225600.5.txt')).toBe(T0 + 500_000);
  expect(timeOfName('a/b/dump_1767225600000.txt')).toBe(T0);
  expect(timeOfName('dump-2026-01-01T00-00-00Z.txt')).toBe(T0);
  expect(timeOfName('dump-20260101T000000Z.txt')).toBe(T0);
  for (const name of ['dump.txt', 'dump-2026-01-01.txt', 'dump-2026-01-01T00-00-00.txt', '17672256001.txt'])
    expect(timeOfName(name), name).toBeUndefined();
});
