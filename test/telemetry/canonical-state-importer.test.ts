import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { canonicalStateImporter } from '../../src/telemetry/canonical-state-importer.ts';
import { STATE_ACTIONS } from '../../src/telemetry/state-event.ts';
import { sharedFolder } from '../support/shared.ts';
import { at, importText } from './telemetry-fixture.ts';

const read = (text: string) => importText(canonicalStateImporter, text);

const FULL = {
  schema: 'cipherscope.state/1',
  '@timestamp': '2026-01-01T00:00:00.1Z',
  'event.action': 'process_start',
  'android.uid': 10234,
  'package.name': 'com.example.suspect',
  'process.pid': 4211,
  'process.name': 'com.example.suspect:sync',
  'android.component': 'com.example.suspect/.Boot',
  'android.start_reason': 'broadcast',
  'android.fgs_type': 1073741824,
  'android.notification_shown': false,
  'file.hash.sha256': 'ab'.repeat(32),
};

describe('a row', () => {
  it('is read with every key', () => {
    expect(read(JSON.stringify(FULL)).states[0]).toMatchObject({
      action: 'process_start',
      timeUs: at(0.1),
      uid: 10234,
      packageName: 'com.example.suspect',
      pid: 4211,
      processName: 'com.example.suspect:sync',
      component: 'com.example.suspect/.Boot',
      startReason: 'broadcast',
      fgsType: 2 ** 30,
      notificationShown: false,
      apkSha256: 'ab'.repeat(32),
    });
  });

  it('about the device needs no owner, one about an app does', () => {
    expect(read('{"ts":1767225600,"action":"screen_off"}').states).toHaveLength(1);
    expect(read('{"ts":1767225600,"action":"uid_idle"}').rejected[0].reason).toContain('has neither android.uid');
    expect(read('{"ts":1767225600,"action":"sleeping","uid":1}').rejected[0].reason).toContain('is none of');
  });

  it('that tells of a gap makes one', () => {
    const gap = '{"ts":1767225610,"action":"log_gap","event.start":1767225600,"event.reason":"lost 7 lines"}';
    expect(read(gap).gaps).toEqual([{ startUs: at(0), endUs: at(10), cause: 'lost 7 lines' }]);
    expect(read(gap).states).toMatchObject([{ action: 'log_gap', timeUs: at(10), gapFromUs: at(0) }]);
  });
});

describe('the schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/state.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(schema);

  it('accepts what the importer reads, refuses what it rejects, and knows the same actions', () => {
    expect(validate(FULL), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ '@timestamp': 1767225600, 'event.action': 'uid_idle' })).toBe(false);
    expect(validate({ ...FULL, 'event.action': 'sleeping' })).toBe(false);
    expect(schema.properties['event.action'].enum).toEqual(STATE_ACTIONS);
  });

  const shared = sharedFolder('telemetry/synthetic/canonical-state.ndjson');
  it.skipIf(shared === undefined)('holds for the sample log', () => {
    const text = readFileSync(shared as string, 'utf8').trim();
    for (const line of text.split('\n')) expect(validate(JSON.parse(line)), JSON.stringify(validate.errors)).toBe(true);
    expect(read(text).states.map(({ action }) => action)).toEqual(['process_start', 'screen_off', 'proc_state']);
  });
});

it('is told from the other schemas by name or by its keys', () => {
  expect(canonicalStateImporter.sniff([JSON.stringify(FULL)])).toBeGreaterThan(0.9);
  expect(canonicalStateImporter.sniff(['ts,action,uid,procstate'])).toBeGreaterThan(0.5);
  expect(canonicalStateImporter.sniff(['{"ts":1,"action":"sign","uid":1}'])).toBe(0);
});
