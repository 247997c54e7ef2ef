import { expect, it } from 'vitest';
import { RowKind } from '../../src/telemetry/socket-columns.ts';
import { socketRow } from '../../src/telemetry/socket-row.ts';
import { StringPool } from '../../src/telemetry/string-pool.ts';
import type { SocketObservation } from '../../src/telemetry/telemetry-event.ts';
import { at, REMOTE_IP, rowOf } from './telemetry-fixture.ts';

const strings = new StringPool();
const convert = (overrides: Partial<SocketObservation>, device?: string) =>
  socketRow(rowOf(overrides), strings, 3, device);

it('text becomes numbers that lead back to it', () => {
  const row = convert({
    device: 'a',
    packages: ['com.a', 'com.b'],
    label: 'A',
    processName: 'com.a:push',
    inode: '60011',
  });
  expect(row).toMatchObject({
    kind: RowKind.interval,
    transport: 6,
    localPort: 40001,
    remotePort: 8443,
    uid: 10234,
    startUs: at(10),
    endUs: at(12),
    inode: 60011,
    file: 3,
    line: 1,
  });
  expect([row?.remoteIp, row?.device, row?.packages, row?.process].map((id) => strings.text(id as number))).toEqual([
    REMOTE_IP,
    'a',
    'com.a|com.b',
    'com.a:push',
  ]);
});

it('a device given for the file holds where the row names none', () => {
  expect(strings.text(convert({}, 'b')?.device as number)).toBe('b');
  expect(strings.text(convert({ device: 'a' }, 'b')?.device as number)).toBe('a');
});

it('half an endpoint is none, and a row with nothing to join on is no row', () => {
  expect(convert({ remotePort: 0 })).toMatchObject({ remoteIp: 0, remotePort: 0 });
  expect(convert({ remoteIp: '0.0.0.0' })).toMatchObject({ remoteIp: 0, remotePort: 0 });
  expect(convert({ localPort: undefined })).toMatchObject({ localPort: 0, remotePort: 8443 });
  expect(convert({ localPort: undefined, remotePort: undefined })).toBeUndefined();
});

it('ICMP is joined by addresses', () => {
  expect(convert({ transport: 'icmp', localPort: 8, remotePort: 1 })).toMatchObject({
    transport: 1,
    localPort: 0,
    remotePort: 0,
  });
  expect(convert({ transport: 'icmp', localPort: undefined, remotePort: undefined })?.remoteIp).not.toBe(0);
});

it('times that are missing are filled in only where that is true', () => {
  expect(convert({ timeUs: undefined })).toMatchObject({ kind: RowKind.untimed, startUs: -Infinity, endUs: Infinity });
  expect(convert({ action: 'socket_snapshot', timeUs: at(5), startUs: undefined, endUs: undefined })).toMatchObject({
    kind: RowKind.poll,
    startUs: at(5),
    endUs: at(5),
  });
  expect(convert({ action: 'socket_close', timeUs: at(9), startUs: at(3), endUs: undefined })).toMatchObject({
    startUs: at(3),
    endUs: at(9),
  });
  expect(convert({ startUs: undefined, timeUs: at(9), endUs: at(4) })).toMatchObject({ startUs: at(4), endUs: at(4) });
});

it('owners and inodes that are no numbers are unknown', () => {
  expect([
    convert({ uid: -1 })?.uid,
    convert({ uid: undefined })?.uid,
    convert({ inode: '9'.repeat(20) })?.inode,
    convert({ inode: 'x' })?.inode,
  ]).toEqual([-1, -1, 0, 0]);
});
