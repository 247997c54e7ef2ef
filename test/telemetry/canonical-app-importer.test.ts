import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { canonicalAppImporter } from '../../src/telemetry/canonical-app-importer.ts';
import { sharedFolder } from '../support/shared.ts';
import { importText } from './telemetry-fixture.ts';

const read = (text: string) => importText(canonicalAppImporter, text);

const FULL = {
  schema: 'cipherscope.app/1',
  'package.name': 'com.example.suspect',
  'android.uid': 10234,
  'android.label': 'Suspect, App',
  'android.version_code': 7,
  'android.category': 'productivity',
  'android.first_install_time': '2025-12-30T09:00:00Z',
  'android.removed_time': '2026-02-01T00:00:00Z',
  'android.permissions': ['android.permission.INTERNET'],
  'android.system': false,
  'policy.crypto_allowed': true,
  'policy.expected_domains': ['api.example'],
};

describe('a row', () => {
  it('is read with every key', () => {
    expect(read(JSON.stringify(FULL)).apps[0]).toMatchObject({
      action: 'app_inventory',
      packageName: 'com.example.suspect',
      uid: 10234,
      label: 'Suspect, App',
      versionCode: '7',
      category: 'productivity',
      firstInstallUs: Date.UTC(2025, 11, 30, 9) * 1000,
      removedUs: Date.UTC(2026, 1, 1) * 1000,
      permissions: ['android.permission.INTERNET'],
      system: false,
      policy: { cryptoAllowed: true, expectedDomains: ['api.example'] },
    });
  });

  it('may give the appId and the user instead of the UID', () => {
    expect(read('{"package":"a.b","android":{"app_id":10088,"user_id":10}}').apps[0].uid).toBe(1010088);
    expect(read('{"package":"a.b","appId":10088}').apps[0].uid).toBe(10088);
  });

  it('may be CSV with lists split at |', () => {
    const csv = 'package,uid,permissions,policy.crypto_allowed\na.b,10001,INTERNET|CAMERA,yes';
    expect(read(csv).apps[0]).toMatchObject({
      packageName: 'a.b',
      uid: 10001,
      permissions: ['INTERNET', 'CAMERA'],
      policy: { cryptoAllowed: true },
    });
  });

  it('without package or UID, or with a validity that ends before it begins, is rejected', () => {
    const bad = [
      { 'package.name': null },
      { 'android.uid': null },
      { 'android.uid': -1 },
      { 'android.removed_time': '2020-01-01T00:00:00Z' },
      { 'android.system': 'maybe' },
    ];
    expect(bad.map((change) => read(JSON.stringify({ ...FULL, ...change })).rejected[0]?.reason)).toEqual([
      'has no package.name',
      'has neither android.uid nor android.app_id',
      'android.uid "-1" is no UID',
      'android.removed_time is before android.first_install_time',
      'android.system "maybe" is neither true nor false',
    ]);
  });
});

it('is told from socket logs by its keys', () => {
  expect(canonicalAppImporter.sniff([JSON.stringify(FULL)])).toBeGreaterThan(0.9);
  expect(canonicalAppImporter.sniff(['{"package":"a.b","uid":1}'])).toBeGreaterThan(0.5);
  expect(canonicalAppImporter.sniff(['{"uid":1}'])).toBe(0);
});

describe('the schema', () => {
  const validate = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(
    JSON.parse(readFileSync(new URL('../../schema/app.schema.json', import.meta.url), 'utf8')),
  );

  it('accepts what the importer reads and refuses what it rejects', () => {
    expect(validate(FULL), JSON.stringify(validate.errors)).toBe(true);
    for (const change of [
      { 'package.name': undefined },
      { 'android.uid': undefined },
      { 'android.system': 'maybe' },
      { surprise: 1 },
    ]) {
      expect(validate(JSON.parse(JSON.stringify({ ...FULL, ...change }))), JSON.stringify(change)).toBe(false);
    }
  });

  const shared = sharedFolder('telemetry/synthetic/canonical-app.ndjson');
  it.skipIf(shared === undefined)('holds for the sample inventory', () => {
    const text = readFileSync(shared as string, 'utf8').trim();
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(read(text).apps.map(({ packageName, uid }) => [packageName, uid])).toEqual([['com.example.suspect', 10234]]);
  });
});
