import { describe, expect, it } from 'vitest';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import type { SocketObservation } from '../../src/telemetry/telemetry-event.ts';
import { at, logOf, rowOf, T0 } from './telemetry-fixture.ts';

function intervals(log: SocketLog) {
  const { columns } = log;
  return Array.from({ length: columns.count }, (_, i) => [
    columns.uid[i],
    (columns.startUs[i] - T0) / 1e6,
    (columns.endUs[i] - T0) / 1e6,
  ]);
}

const event = (action: SocketObservation['action'], second: number, overrides: Partial<SocketObservation> = {}) =>
  rowOf({ action, timeUs: at(second), startUs: undefined, endUs: undefined, ...overrides });

describe('opens and closes', () => {
  it('of a tuple are one interval', () => {
    expect(intervals(logOf([event('socket_open', 1), event('socket_close', 5)]))).toEqual([[10234, 1, 5]]);
  });

  it('without a close last to the end of a log that does log closes', () => {
    const other = { localPort: 40002, uid: 10301 };
    expect(
      intervals(logOf([event('socket_open', 1), event('socket_open', 2, other), event('socket_close', 9, other)])),
    ).toEqual([
      [10234, 1, 9],
      [10301, 2, 9],
    ]);
  });

  it('say nothing past the opening in a log that knows no closes', () => {
    expect(intervals(logOf([event('socket_open', 1), event('socket_open', 2, { localPort: 40002 })]))).toEqual([
      [10234, 1, 1],
      [10234, 2, 2],
    ]);
  });

  it('a close alone is an interval of its own start', () => {
    expect(intervals(logOf([event('socket_close', 9, { startUs: at(3) })]))).toEqual([[10234, 3, 9]]);
  });
});

describe('packets', () => {
  it('of one owner join while they are less than an idle timeout apart', () => {
    expect(intervals(logOf([1, 30, 80, 200].map((second) => event('packet', second))))).toEqual([
      [10234, 1, 80],
      [10234, 200, 200],
    ]);
  });
});

describe('rows', () => {
  it('without anything to join on are counted as unusable', () => {
    const log = logOf([
      rowOf({ localPort: undefined, remoteIp: undefined }),
      rowOf({ localPort: 0, remotePort: 0 }),
      rowOf(),
    ]);
    expect(log.files[0]).toMatchObject({ observations: 3, unusable: 2 });
    expect(log.columns.count).toBe(1);
  });

  it('have wildcards for 0.0.0.0, :: and nothing', () => {
    for (const ip of ['0.0.0.0', '::', undefined]) {
      const { columns } = logOf([rowOf({ localIp: ip, remoteIp: ip, transport: 'udp' })]);
      expect([columns.localIp[0], columns.remoteIp[0], columns.remotePort[0]]).toEqual([0, 0, 0]);
    }
  });

  it('of a dump without times hold always and are kept once', () => {
    const untimed = event('socket_snapshot', 0, { timeUs: undefined });
    const log = logOf([untimed, untimed, { ...untimed, uid: 10301 }]);
    expect(intervals(log)).toEqual([
      [10234, -Infinity, Infinity],
      [10301, -Infinity, Infinity],
    ]);
    expect(log.files[0].firstUs).toBeUndefined();
  });

  it('of one device are not touched by the polls and closes of another', () => {
    const rows = [0, 1, 2, 3, 4, 5].map((second) => event('socket_snapshot', second, { device: 'a' }));
    const alone = logOf(rows);
    const mixed = logOf(
      rows.flatMap((row, i) => [
        row,
        event('socket_snapshot', i + 0.5, { device: 'b', localPort: 50000 + i }),
        event('socket_close', i, { device: 'b', localPort: i }),
      ]),
    );
    const { columns } = mixed;
    const mine = [...columns.device.subarray(0, columns.count)].map((id) => mixed.strings.text(id)).indexOf('a');
    expect([
      columns.startUs[mine],
      columns.endUs[mine],
      columns.beforeUs[mine],
      columns.afterUs[mine],
      columns.polls[mine],
    ]).toEqual([
      alone.columns.startUs[0],
      alone.columns.endUs[0],
      alone.columns.beforeUs[0],
      alone.columns.afterUs[0],
      alone.columns.polls[0],
    ]);
  });

  it('of more devices than one log can be of are counted', () => {
    const log = logOf(Array.from({ length: 3000 }, (_, i) => rowOf({ device: `d${i}` })));
    expect(log.columns.count + log.columns.dropped).toBe(3000);
    expect(log.columns.dropped).toBeGreaterThan(1000);
  });

  it('beyond the cap are counted', () => {
    const log = new SocketLog(2);
    log.beginFile('small');
    for (let i = 0; i < 5; i++) log.add(rowOf({ localPort: 40000 + i }));
    log.endFile();
    expect([log.columns.count, log.columns.dropped, log.files[0].observations]).toEqual([2, 3, 5]);
  });

  it('take the device of their file where they name none', () => {
    const log = new SocketLog();
    log.beginFile('x', 'emulator-5554');
    log.add(rowOf());
    log.add(rowOf({ device: 'emulator-5556' }));
    log.endFile();
    expect([...log.columns.device.subarray(0, 2)].map((id) => log.strings.text(id))).toEqual([
      'emulator-5554',
      'emulator-5556',
    ]);
  });
});

it('packages stand in for UIDs where the inventory knows them', () => {
  const log = logOf([
    rowOf({ uid: undefined, packages: ['com.example.a'] }),
    rowOf({ uid: undefined, packages: ['com.example.b'] }),
    rowOf(),
  ]);
  log.resolvePackages((name) => (name === 'com.example.a' ? 10111 : undefined));
  expect([...log.columns.uid.subarray(0, 3)]).toEqual([10111, -1, 10234]);
});

it('a file remembers when it was polled and what time it spans', () => {
  const log = new SocketLog();
  log.beginFile('poll');
  log.poll(at(1));
  log.add(event('socket_snapshot', 1));
  log.poll(at(3));
  log.endFile();
  expect(log.files[0]).toMatchObject({ pollTimesUs: [at(1), at(3)], firstUs: at(1), lastUs: at(3) });
  expect(log.columns.afterUs[0]).toBe(2e6);
});
