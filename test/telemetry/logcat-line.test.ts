import { describe, expect, it } from 'vitest';
import { isLongHead, type LogcatClock, parseLogcatLine } from '../../src/telemetry/logcat-line.ts';
import { at } from './telemetry-fixture.ts';

const clock = (more: Partial<LogcatClock> = {}): LogcatClock => ({
  deviceTz: undefined,
  nearUs: at(0),
  bootUs: undefined,
  ...more,
});
const UTC = clock({ deviceTz: 'UTC' });

describe('a line in any shape that has a time', () => {
  const entry = { timeUs: at(3.5), uid: undefined, pid: 1409, tag: 'am_uid_idle', message: '10069' };
  const shapes: [string, string, object][] = [
    ['epoch', '1767225603.500  1409  4452 I am_uid_idle: 10069', {}],
    ['epoch, padded', '         1767225603.500  1409  4452 I am_uid_idle: 10069', {}],
    ['epoch, uid as a number', '1767225603.500  1000  1409  4452 I am_uid_idle: 10069', { uid: 1000 }],
    ['epoch, uid as a name', '1767225603.500  u0_a12  1409  4452 I am_uid_idle: 10069', { uid: 10012 }],
    ['epoch, uid root', '1767225603.500  root  1409  4452 I am_uid_idle: 10069', { uid: 0 }],
    ['threadtime', '01-01 00:00:03.500  1409  4452 I am_uid_idle: 10069', {}],
    ['threadtime, usec', '01-01 00:00:03.500000  1409  4452 I am_uid_idle: 10069', {}],
    ['threadtime, nsec', '01-01 00:00:03.500000000  1409  4452 I am_uid_idle: 10069', {}],
    ['threadtime, year', '2026-01-01 00:00:03.500  1409  4452 I am_uid_idle: 10069', {}],
    ['threadtime, zone', '01-01 01:00:03.500 +0100  1409  4452 I am_uid_idle: 10069', {}],
    ['threadtime, UTC', '01-01 00:00:03.500 +0000  1409  4452 I am_uid_idle: 10069', {}],
    ['time', '01-01 00:00:03.500 I/am_uid_idle( 1409): 10069', {}],
    ['time, uid', '01-01 00:00:03.500 I/am_uid_idle(system: 1409): 10069', { uid: 1000 }],
    ['a padded tag', '1767225603.500  1409  4452 I am_uid_idle  : 10069', {}],
  ];
  it.each(shapes)('%s', (_, text, more) => {
    expect(parseLogcatLine(text, UTC)).toEqual({ ...entry, ...more });
  });

  it('long, whose message follows', () => {
    const text = '[ 01-01 00:00:03.500  1409: 4452 I/am_uid_idle ]';
    expect(parseLogcatLine(text, UTC)).toEqual({ ...entry, message: '' });
    expect([isLongHead(text), isLongHead('[1,2]')]).toEqual([true, false]);
  });
});

it('a message may hold colons, a tag may not', () => {
  expect(parseLogcatLine('1767225603.5000  1  2 W Tag: a: b', UTC)).toMatchObject({ tag: 'Tag', message: 'a: b' });
});

describe('the year that is not printed', () => {
  it('is the one nearest to when the log was taken, so December is of the year before January', () => {
    const text = '12-31 23:59:59.000  1  2 I x: y';
    expect(parseLogcatLine(text, clock({ deviceTz: 'UTC', nearUs: at(86_400) }))).toMatchObject({ timeUs: at(-1) });
    const later = Date.UTC(2025, 11, 30) * 1000;
    expect(parseLogcatLine('01-01 00:00:01.000  1  2 I x: y', clock({ deviceTz: 'UTC', nearUs: later }))).toMatchObject(
      { timeUs: at(1) },
    );
    expect(
      parseLogcatLine(
        '02-29 12:00:00.000  1  2 I x: y',
        clock({ deviceTz: 'UTC', nearUs: Date.UTC(2025, 0, 1) * 1000 }),
      ),
    ).toMatchObject({
      timeUs: Date.UTC(2024, 1, 29, 12) * 1000,
    });
  });

  it('is asked for where nothing tells it', () => {
    expect(
      parseLogcatLine('01-01 00:00:03.500  1  2 I x: y', clock({ deviceTz: 'UTC', nearUs: undefined })),
    ).toMatchObject({
      naive: false,
      reason: expect.stringContaining('--log-time'),
    });
  });
});

it('a local time without zone is naive, and --device-tz mends it', () => {
  const text = '01-01 01:00:03.500  1  2 I x: y';
  expect(parseLogcatLine(text, clock())).toMatchObject({ naive: true, reason: expect.stringContaining('--device-tz') });
  expect(parseLogcatLine(text, clock({ deviceTz: 'Europe/Berlin' }))).toMatchObject({ timeUs: at(3.5) });
});

it('an offset that no zone has is refused', () => {
  expect(parseLogcatLine('2026-01-01 00:00:03.500 +9999  1  2 I x: y', UTC)).toEqual({
    naive: false,
    reason: 'has an offset that no zone has',
  });
});

it('a boot clock needs an anchor', () => {
  const text = '    12.500  1  2 I x: y';
  expect(parseLogcatLine(text, UTC)).toMatchObject({ reason: expect.stringContaining('boot=SECONDS') });
  expect(parseLogcatLine(text, clock({ bootUs: at(100) }))).toMatchObject({ timeUs: at(112.5) });
});

it('shapes without a time say so, and other text is no line', () => {
  expect(parseLogcatLine('I/am_uid_idle( 1409): 10069', UTC)).toMatchObject({
    reason: expect.stringContaining('-v epoch'),
  });
  expect(parseLogcatLine('I( 1409: 4452) 10069', UTC)).toMatchObject({ reason: expect.stringContaining('-v epoch') });
  expect(parseLogcatLine('hello world', UTC)).toBeUndefined();
  expect(parseLogcatLine('13-45 00:00:03.500  1  2 I x: y', UTC)).toMatchObject({
    reason: expect.stringContaining('does not exist'),
  });
});
