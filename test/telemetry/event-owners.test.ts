import { expect, it } from 'vitest';
import { type DeviceEvent, DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { resolveEventOwners } from '../../src/telemetry/event-owners.ts';
import type { Inventory } from '../../src/telemetry/inventory.ts';
import { appOf, at, inventoryOf } from './telemetry-fixture.ts';

function uidsOf(events: Partial<DeviceEvent>[], inventory: Inventory = inventoryOf()): (number | undefined)[] {
  const log = new DeviceEventLog();
  log.beginFile('a');
  events.forEach((event, i) => {
    log.add({ dataset: 'x', line: i, timeUs: at(i * 10), action: 'sign', ...event } as DeviceEvent);
  });
  log.align([]);
  resolveEventOwners(log, inventory);
  return [...log.select()].map(({ event }) => event.uid);
}

it('a package or a process name gives the UID of the inventory, of the user that is named', () => {
  const inventory = inventoryOf(appOf({ packageName: 'a.b', uid: 10088 }));
  expect(
    uidsOf(
      [
        { packageName: 'a.b' },
        { processName: 'a.b:remote' },
        { packageName: 'a.b', userId: 10 },
        { packageName: 'c.d' },
      ],
      inventory,
    ),
  ).toEqual([10088, 10088, 1010088, undefined]);
});

it('a process id gives the UID of the process that bore it then, and of no other', () => {
  expect(
    uidsOf([
      { pid: 7 },
      { action: 'process_start', pid: 7, uid: 10001 },
      { pid: 7 },
      { action: 'process_end', pid: 7 },
      { pid: 7 },
      { action: 'process_start', pid: 7, uid: 10002 },
      { pid: 7 },
    ]),
  ).toEqual([undefined, 10001, 10001, 10001, undefined, 10002, 10002]);
});

it('a process that was running when the log began bore its number before', () => {
  expect(uidsOf([{ pid: 7 }, { action: 'proc_state', pid: 7, uid: 10001 }, { pid: 7 }])).toEqual([10001, 10001, 10001]);
});

it('process ids of another device say nothing', () => {
  expect(
    uidsOf([
      { action: 'process_start', pid: 7, uid: 10001, device: 'a' },
      { pid: 7, device: 'b' },
    ]),
  ).toEqual([10001, undefined]);
});

it('a process id says nothing across a restart of the system, though no line tells of its end', () => {
  expect(
    uidsOf([
      { action: 'process_start', pid: 7, uid: 10001 },
      { action: 'boot' },
      { pid: 7 },
      { action: 'proc_state', pid: 7, uid: 10002 },
      { pid: 7 },
    ]),
  ).toEqual([10001, undefined, 10002, 10002, 10002]);
});

it('an event of one user is not that of another one for whom the package is installed, too', () => {
  const both = inventoryOf(appOf({ packageName: 'a.b', uid: 10088 }), appOf({ packageName: 'a.b', uid: 1010088 }));
  const events = [{ packageName: 'a.b', userId: 10 }, { packageName: 'a.b', userId: 0 }, { packageName: 'a.b' }];
  expect(uidsOf(events, both)).toEqual([1010088, 10088, undefined]);
  const profile = inventoryOf(appOf({ packageName: 'a.b', uid: 1010088 }));
  expect(uidsOf(events, profile)).toEqual([1010088, 10088, 1010088]);
});
