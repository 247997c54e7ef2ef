import { expect, test } from 'vitest';
import type { AppSummaryRecord } from '../../src/evidence/finding-record.ts';
import { withDetails } from '../../src/run/app-details.ts';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { Inventory } from '../../src/telemetry/inventory.ts';
import { sampleResult } from '../support/analysis-result.ts';

const app: AppSummaryRecord = {
  ...(sampleResult().apps[0] as AppSummaryRecord),
  uid: 10_101,
  packages: ['com.example.a'],
};
const origin = { file: 'pm.txt', line: 1, dataset: 'pm' };

test('an app gets its version and signer from the inventory, and the count of its keys from the logs', () => {
  const inventory = new Inventory();
  inventory.add({
    ...origin,
    action: 'app_inventory',
    packageName: 'com.example.a',
    uid: 10_101,
    versionCode: '41',
    signerSha256: 'ab',
  });
  const events = new DeviceEventLog();
  events.beginFile('hooks.ndjson');
  for (const action of ['keypair_generated', 'keypair_imported', 'sign'] as const) {
    events.add({ ...origin, action, timeUs: 5, uid: 10_101 });
  }
  events.add({ ...origin, action: 'keypair_generated', timeUs: 6, uid: 10_102 });
  expect(withDetails([app], inventory, events, true, new Map([[10_101, 0.25]]))).toEqual([
    { ...app, version: '41', signer_sha256: 'ab', key_events: 2, background_share: 0.25 },
  ]);
});

test('what nobody knows is left out, and none is not the same as not looked for', () => {
  const nothing = [new Inventory(), new DeviceEventLog()] as const;
  expect(withDetails([app], ...nothing, false, new Map())).toEqual([app]);
  expect(withDetails([app], ...nothing, true, new Map())[0]?.key_events).toBe(0);
  const { uid: _, ...unknown } = app;
  expect(withDetails([unknown], ...nothing, true, new Map())).toEqual([unknown]);
});
