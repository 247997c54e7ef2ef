import { expect, it } from 'vitest';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { StartedPackages } from '../../src/telemetry/started-packages.ts';
import type { StateEvent } from '../../src/telemetry/state-event.ts';

function startedOf(...events: Partial<StateEvent>[]): StartedPackages {
  const log = new DeviceEventLog();
  log.beginFile('state.log');
  for (const event of events)
    log.add({ action: 'process_start', dataset: 'test', line: 1, timeUs: 1, ...event } as StateEvent);
  return new StartedPackages(log);
}

it('a process bears the name of its package, its services that and one of their own', () => {
  const started = startedOf(
    { processName: 'a.b', uid: 10088 },
    { processName: 'c.d:sync', uid: 10089 },
    { processName: 'com.other', packageName: 'e.f', uid: 10090 },
  );
  expect(['a.b', 'c.d', 'e.f', 'com.other'].map((name) => started.uidOf(name, undefined))).toEqual([
    10088,
    10089,
    10090,
    undefined,
  ]);
});

it('isolated processes and sandboxes tell nothing, nor does a name under two UIDs, nor a process that was not seen to start', () => {
  const started = startedOf(
    { processName: 'a.b:sandboxed_process0', uid: 99_001 },
    { processName: 'a.b', uid: 10088 },
    { processName: 'c.d', uid: 10089 },
    { processName: 'c.d', uid: 1_010_089 },
    { processName: 'c.d', uid: 10089 },
    { processName: 'e.f', uid: 10090, action: 'process_end' },
    { processName: 'g.h', uid: 20_091 },
  );
  expect(['a.b', 'c.d', 'e.f', 'g.h'].map((name) => started.uidOf(name, undefined))).toEqual([
    10088,
    undefined,
    undefined,
    undefined,
  ]);
});

it('each device has UIDs of its own', () => {
  const started = startedOf(
    { processName: 'a.b', uid: 10088, device: 'one' },
    { processName: 'a.b', uid: 10099, device: 'two' },
  );
  expect(['one', 'two', undefined].map((device) => started.uidOf('a.b', device))).toEqual([10088, 10099, undefined]);
});
