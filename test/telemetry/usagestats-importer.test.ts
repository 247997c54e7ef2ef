import { describe, expect, it } from 'vitest';
import { usagestatsImporter, valuesOf } from '../../src/telemetry/usagestats-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const read = (text: string, deviceTz: string | undefined = 'Europe/Berlin') =>
  importText(usagestatsImporter, text, { deviceTz });

const DUMP = `user=10
  Last 24 hour events (timeRange="3/5/2026, 6:30 p. m. - now")
    time="2026-01-01 01:00:01" type=ACTIVITY_RESUMED package=com.b class=com.b.Main instanceId=7 taskRootPackage=com.b flags=0x0
    time="2026-01-01 01:00:01" type=ACTIVITY_PAUSED package=com.a class=com.a.Main instanceId=5 flags=0x0
    time="2026-01-01 01:00:02" type=ACTIVITY_RESUMED package=com.b class=com.b.Second instanceId=8 flags=0x0
    time="2026-01-01 01:00:02" type=ACTIVITY_PAUSED package=com.b class=com.b.Main instanceId=7 flags=0x0
    time="2026-01-01 01:00:03" type=STANDBY_BUCKET_CHANGED package=com.c standbyBucket=5 reason=d flags=0x0
    time="2026-01-01 01:00:04" type=SCREEN_NON_INTERACTIVE package=android flags=0x0
    time="2026-01-01 01:00:05" type=FOREGROUND_SERVICE_START package=com.a flags=0x0
    time="2026-01-01 01:00:06" type=UNKNOWN_TYPE_34 package=com.a flags=0x0
  In-memory weekly stats
    packages
      package=com.a totalTimeUsed="00:05"
    events
    time="2026-01-01 01:00:01" type=ACTIVITY_RESUMED package=com.b class=com.b.Main flags=0x0
`;

describe('a dump', () => {
  it('gives the events of the last day once, in the device’s zone, with the user', () => {
    const { states, rejected } = read(DUMP);
    expect(rejected).toEqual([]);
    expect(
      states.map(({ action, packageName, timeUs, userId }) => [action, packageName, (timeUs - at(0)) / 1e6, userId]),
    ).toEqual([
      ['activity_resumed', 'com.b', 1, 10],
      ['activity_paused', 'com.a', 1, 10],
      ['activity_paused', 'com.b', 2, 10],
      ['activity_resumed', 'com.b', 2, 10],
      ['standby_bucket', 'com.c', 3, 10],
      ['screen_off', undefined, 4, undefined],
      ['fgs_start', 'com.a', 5, 10],
    ]);
  });

  it('cites the line of each event though lines of one second may change places', () => {
    expect(read(DUMP).states.map(({ line }) => line)).toEqual([3, 4, 6, 5, 7, 8, 9]);
  });

  it('without the zone is refused with the flag that mends it', () => {
    const { states, rejected } = importText(usagestatsImporter, DUMP);
    expect(states).toEqual([]);
    expect(rejected[0]).toMatchObject({ naive: true, reason: expect.stringContaining('--device-tz') });
  });

  it('of milliseconds, as a check-in dump has them, needs no zone', () => {
    expect(importText(usagestatsImporter, '    time=1767225601000 type=DEVICE_STARTUP flags=0x0').states).toMatchObject(
      [{ action: 'boot', timeUs: at(1) }],
    );
  });
});

describe('when the clocks are put back', () => {
  const events = (...clocks: string[]) =>
    ['user=0', ...clocks.map((clock) => `    time="2026-10-25 ${clock}" type=SCREEN_INTERACTIVE package=android`)].join(
      '\n',
    );

  it('the hour of each event follows from the order of the lines', () => {
    const { states, gaps } = read(events('02:40:00', '02:20:00'));
    expect(states.map(({ timeUs }) => new Date(timeUs / 1000).toISOString().slice(11, 16))).toEqual(['00:40', '01:20']);
    expect(gaps).toEqual([]);
  });

  it('what no order tells is said', () => {
    expect(read(events('02:40:00', '03:20:00')).gaps).toMatchObject([
      { cause: expect.stringMatching(/^has 1 time in the hour that the clocks showed twice/) },
    ]);
  });
});

it('damaged lines are rejected', () => {
  expect(read('    time="2026-99-01 01:00:01" type=ACTIVITY_RESUMED package=a').rejected).toHaveLength(1);
  expect(read('    time="2026-01-01 01:00:01" type=ACTIVITY_RESUMED class=x').rejected[0].reason).toBe(
    'names no package',
  );
});

it('values may be quoted or bare', () => {
  expect([...valuesOf('a="x y" b=c d=')]).toEqual([
    ['a', 'x y'],
    ['b', 'c'],
    ['d', ''],
  ]);
});

it('is recognised', () => {
  expect(usagestatsImporter.sniff(DUMP.split('\n'))).toBeGreaterThan(0.9);
  expect(usagestatsImporter.sniff(['hello'])).toBe(0);
});
