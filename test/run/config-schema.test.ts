import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configJsonSchema, settingsSchema } from '../../src/run/config-schema.ts';
import { SETTING_KEYS, settingOf } from '../../src/run/config-settings.ts';

const good = {
  $schema: './node_modules/cipherscope/schema/config.schema.json',
  telemetry: ['logs'],
  telemetry_format: 'pcapdroid-csv',
  start: '2026-03-01T08:00:00Z',
  end: '2026-03-02',
  local: ['10.0.2.15', 'fd00::/8', '192.168.0.0/16', 'fe80::1'],
  device_tz: 'Europe/Berlin',
  clock_offset: '-1.5s',
  assume_uid: 10_123,
  only_app: ['org.example.notes', '10123'],
  output: 'out',
  json: true,
  fail_on: 'alert',
  require_areas: ['network_transmission', 'all'],
  workers: 2,
  max_flows: 1000,
};

const bad: readonly (readonly [string, unknown])[] = [
  ['telemetry', 'logs'],
  ['telemetry_format', ''],
  ['start', '2026-03-01T08:00:00'],
  ['end', 'tomorrow'],
  ['local', ['10.0.2']],
  ['local', ['1']],
  ['local', ['10.0.0.0/33']],
  ['local', ['10.0.0.0/8/8']],
  ['local', ['0x7f.1']],
  ['device_tz', 'Berlin'],
  ['clock_offset', '5'],
  ['assume_uid', -1],
  ['assume_uid', 4_294_967_295],
  ['assume_uid', 1.5],
  ['only_app', ['']],
  ['output', ''],
  ['json', 'true'],
  ['fail_on', 'expected'],
  ['require_areas', ['network']],
  ['workers', 0],
  ['max_flows', '5'],
  ['max_flows', null],
  ['colour', true],
];

describe('the schema of cipherscope.json', () => {
  it('has every setting of the table and no other', () => {
    const keys = Object.keys(settingsSchema.shape).filter((key) => key !== '$schema');
    expect(keys.sort()).toEqual([...SETTING_KEYS].sort());
  });

  it('accepts an empty file, a full one, and every default', () => {
    expect(settingsSchema.safeParse({}).success).toBe(true);
    expect(settingsSchema.parse(good)).toEqual(good);
    for (const key of SETTING_KEYS) {
      const value = settingOf(key).default;
      if (value !== undefined) expect(settingsSchema.safeParse({ [key]: value }).success, key).toBe(true);
    }
  });

  it.each(bad)('refuses %s: %j', (key, value) => {
    expect(settingsSchema.safeParse({ ...good, [key]: value }).success).toBe(false);
  });
});

describe('schema/config.schema.json', () => {
  const published = JSON.parse(readFileSync(new URL('../../schema/config.schema.json', import.meta.url), 'utf8'));

  it('is what `npm run schema` makes', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  it('is a JSON Schema that accepts what the program accepts, and refuses wrong types and unknown keys', () => {
    const validate = new Ajv2020({ strict: true }).compile(published);
    expect(validate(good), JSON.stringify(validate.errors)).toBe(true);
    for (const wrong of [
      { colour: true },
      { json: 'true' },
      { workers: 0 },
      { fail_on: 'expected' },
      { local: '10.0.0.1' },
    ]) {
      expect(validate(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });

  it('explains every setting', () => {
    for (const key of SETTING_KEYS) expect(published.properties[key].description, key).toContain('Expects');
  });
});
