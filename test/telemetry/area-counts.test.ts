import { expect, it } from 'vitest';
import { appsTold, countAreas } from '../../src/telemetry/area-counts.ts';
import { EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { at } from './telemetry-fixture.ts';

const screen = (device: string, uid?: number) =>
  ({
    action: 'screen_off',
    dataset: 'test',
    line: 1,
    timeUs: at(1),
    device,
    ...(uid === undefined ? {} : { uid }),
  }) as const;

it('events are counted by file and area with their UIDs, those of another device are not', () => {
  const log = new DeviceEventLog();
  log.beginFile('a');
  log.add(screen('phone-a', 10234));
  log.add(screen('phone-b', 10301));
  log.beginFile('b');
  log.add(screen('phone-b'));
  const counts = () =>
    countAreas(log).map(({ records, uids }) => [records.get(EvidenceArea.backgroundExecution), [...uids]]);
  expect(counts()).toEqual([
    [2, [10234, 10301]],
    [1, []],
  ]);
  log.setAside(new Set(['phone-b']), new Map());
  expect(counts()).toEqual([
    [1, [10234]],
    [undefined, []],
  ]);
});

it('a log that tells of keys by the way speaks of the apps it names, one that watches them of every app', () => {
  const log = new DeviceEventLog();
  log.beginFile('a');
  log.add(screen('phone-a', 10301));
  log.add({ action: 'keypair_accessed', dataset: 'test', line: 2, timeUs: at(1), uid: 10234 });
  const [count] = countAreas(log);
  const sight = { area: EvidenceArea.keyLifecycle, always: false, scope: 'device', blindTo: [] } as const;
  const told = (watched: EvidenceArea[]) => appsTold({ watched: new Set(watched) }, sight, count);
  expect(told([])).toEqual(new Set([10234]));
  expect(told([EvidenceArea.keyLifecycle])).toBeUndefined();
  expect(appsTold({ watched: new Set() }, { ...sight, scope: 'apps' }, count)).toEqual(new Set([10301, 10234]));
});
