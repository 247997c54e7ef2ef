import { describe, expect, it } from 'vitest';
import { statedClock } from '../../src/telemetry/clock-alignment.ts';
import {
  type DeviceEvent,
  DeviceEventLog,
  isCryptoAction,
  isStateAction,
} from '../../src/telemetry/device-event-log.ts';
import { at } from './telemetry-fixture.ts';

const crypto = (seconds: number, more: Partial<DeviceEvent> = {}): DeviceEvent =>
  ({ action: 'sign', timeUs: at(seconds), dataset: 'frida', line: 1, uid: 10234, ...more }) as DeviceEvent;

function logOfEvents(...files: DeviceEvent[][]): DeviceEventLog {
  const log = new DeviceEventLog();
  files.forEach((events, i) => {
    log.beginFile(`log${i}`);
    for (const event of events) log.add(event);
  });
  return log;
}

it('actions are told apart by kind', () => {
  expect([isCryptoAction('sign'), isStateAction('sign'), isCryptoAction('doze'), isStateAction('doze')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(isCryptoAction('connect') || isStateAction('connect')).toBe(false);
});

describe('an event', () => {
  it('tells its Android user, and no text in it does', () => {
    const log = logOfEvents([
      crypto(1, { userId: 10 }),
      crypto(2, { keyAlias: '"userId":11' } as Partial<DeviceEvent>),
      { action: 'process_end', timeUs: at(3), dataset: 'logcat', line: 1, userId: 0, stopReason: 'x' } as DeviceEvent,
      crypto(4),
    ]);
    expect([0, 1, 2, 3].map((row) => log.userIdOf(row))).toEqual([10, undefined, 0, undefined]);
  });

  it('comes back as it was, with its file and line', () => {
    const event = crypto(3, {
      line: 17,
      outputBytes: 65,
      stack: ['a', 'b'],
      packageName: 'a.b',
      pid: 5,
      device: 'phone',
    } as object);
    const log = logOfEvents([event]);
    const [placed] = [...log.select()];
    expect(placed.event).toEqual({ ...event, processName: undefined });
    expect([placed.source, placed.captureUs]).toEqual(['log0:17', at(3)]);
  });

  it('is found by UID and time, sorted, and not by another UID', () => {
    const log = logOfEvents([crypto(9), crypto(1), crypto(5, { uid: 10300 })], [crypto(4)]);
    const times = (query: object) => [...log.select(query)].map(({ captureUs }) => (captureUs - at(0)) / 1e6);
    expect(times({ uid: 10234 })).toEqual([1, 4, 9]);
    expect(times({ uid: 10234, fromUs: at(4), toUs: at(9) })).toEqual([4, 9]);
    expect(times({ uid: 1 })).toEqual([]);
    expect(times({})).toEqual([1, 4, 5, 9]);
  });

  it('of the device is found among those without owner', () => {
    const log = logOfEvents([crypto(1), { action: 'screen_off', timeUs: at(2), dataset: 'x', line: 2 }]);
    expect([...log.select({ ownerless: true })].map(({ event }) => event.action)).toEqual(['screen_off']);
  });

  it('of another device is left out where the device is asked for', () => {
    const log = logOfEvents([crypto(1, { device: 'a' }), crypto(2, { device: 'b' }), crypto(3)]);
    expect([...log.select({ uid: 10234, device: 'a' })].map(({ captureUs }) => captureUs)).toEqual([at(1), at(3)]);
    expect([...log.select({ device: 'c' })].map(({ captureUs }) => captureUs)).toEqual([at(3)]);
  });
});

it('alignment moves each file by its own clock, and the order follows', () => {
  const log = logOfEvents([crypto(10)], [crypto(8, { line: 2 })]);
  log.align([statedClock('log0', 4000), statedClock('log1', 0)]);
  expect([...log.select({ uid: 10234 })].map(({ source, captureUs }) => [source, captureUs])).toEqual([
    ['log0:1', at(6)],
    ['log1:2', at(8)],
  ]);
  expect([...log.select()][0].event.timeUs).toBe(at(10));
});

it('holds no more than its cap, and counts the rest', () => {
  const log = new DeviceEventLog(2);
  log.beginFile('a');
  for (let i = 0; i < 5; i++) log.add(crypto(i));
  expect([log.count, log.dropped]).toEqual([2, 3]);
});
