import { expect, test } from 'vitest';
import type { AppSummaryRecord } from '../../src/evidence/finding-record.ts';
import { withDetails } from '../../src/run/app-details.ts';
import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { Inventory } from '../../src/telemetry/inventory.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { coverageRow } from '../support/coverage-row.ts';

const app: AppSummaryRecord = {
  ...(sampleResult().apps[0] as AppSummaryRecord),
  uid: 10_101,
  packages: ['com.example.a'],
};
const origin = { file: 'pm.txt', line: 1, dataset: 'pm' };

const watched = (uid?: number): CoverageRecord =>
  coverageRow({ area: 'key_lifecycle', ...(uid === undefined ? {} : { app: { uid, packages: [] } }) });
const capture = { firstUs: 0, lastUs: 10 };
const nothing = () => ({ inventory: new Inventory(), events: new DeviceEventLog() });

test('an app gets its version and signer from the inventory, and the count of its keys from the logs', () => {
  const { inventory, events } = nothing();
  inventory.add({
    ...origin,
    action: 'app_inventory',
    packageName: 'com.example.a',
    uid: 10_101,
    versionCode: '41',
    signerSha256: 'ab',
  });
  events.beginFile('hooks.ndjson');
  for (const action of ['keypair_generated', 'keypair_imported', 'sign'] as const) {
    events.add({ ...origin, action, timeUs: 5, uid: 10_101 });
  }
  events.add({ ...origin, action: 'keypair_generated', timeUs: 6, uid: 10_102 });
  // At another time than the capture, and not made at all.
  events.add({ ...origin, action: 'keypair_generated', timeUs: 11, uid: 10_101 });
  events.add({ ...origin, action: 'keypair_generated', timeUs: 7, uid: 10_101, outcome: 'failure' });
  const backgroundShares = new Map([[10_101, 0.25]]);
  expect(withDetails([app], { inventory, events }, [watched()], capture, backgroundShares)).toEqual([
    { ...app, version: '41', signer_sha256: 'ab', key_events: 2, background_share: 0.25 },
  ]);
});

test('what nobody knows is left out, and none is not the same as not looked for', () => {
  expect(withDetails([app], nothing(), [], capture, new Map())).toEqual([app]);
  expect(withDetails([app], nothing(), [watched()], capture, new Map())[0]?.key_events).toBe(0);
  const { uid: _, ...unknown } = app;
  expect(withDetails([unknown], nothing(), [watched()], capture, new Map())).toEqual([unknown]);
});

test('a trace of one app says nothing of the keys of another', () => {
  const keys = (uid: number) => withDetails([app], nothing(), [watched(uid)], capture, new Map())[0]?.key_events;
  expect(keys(10_102)).toBeUndefined();
  expect(keys(10_101)).toBe(0);
});
