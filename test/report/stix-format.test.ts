import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { remotePattern, stixFormat } from '../../src/report/stix-format.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { formatted, missingKeys, nativeRecords, UNSAFE_TEXT, withoutKey } from '../support/native-records.ts';
import { sharedFolder } from '../support/shared.ts';
import { wellFormed } from '../support/well-formed.ts';

interface StixObject {
  type: string;
  id: string;
  [key: string]: unknown;
}

const REQUIRED: Record<string, readonly string[]> = {
  'observed-data': ['created', 'modified', 'first_observed', 'last_observed', 'number_observed', 'object_refs'],
  'network-traffic': ['protocols', 'src_ref', 'dst_ref'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'domain-name': ['value'],
  software: ['name'],
  note: ['created', 'modified', 'content', 'object_refs'],
  indicator: ['created', 'modified', 'pattern', 'pattern_type', 'valid_from'],
  sighting: ['created', 'modified', 'sighting_of_ref'],
  relationship: ['created', 'modified', 'relationship_type', 'source_ref', 'target_ref'],
  'attack-pattern': ['created', 'modified', 'name'],
  identity: ['created', 'modified', 'name'],
};

async function bundle(
  approved: readonly string[] = [],
  options = {},
): Promise<{ type: string; objects: StixObject[] }> {
  const { 'bundle.json': text } = await formatted(stixFormat, nativeRecords(options), approved);
  expect(text).not.toMatch(UNSAFE_TEXT);
  return JSON.parse(text as string);
}

const [first] = nativeRecords().findings;
if (first === undefined) throw new Error('the sample has findings');

describe('STIX 2.1', () => {
  it('tells of what was observed and of what was not looked at; an indicator only of what was approved', async () => {
    const types = (objects: StixObject[]) => new Set(objects.map(({ type }) => type));
    const { objects } = await bundle();
    for (const type of ['identity', 'attack-pattern', 'observed-data', 'network-traffic', 'note']) {
      expect(types(objects)).toContain(type);
    }
    expect(types(objects)).not.toContain('indicator');
    expect(types(objects)).not.toContain('sighting');
    const approved = (await bundle([first.finding_id])).objects;
    expect(approved.filter(({ type }) => type === 'indicator')).toHaveLength(1);
    expect(approved.filter(({ type }) => type === 'sighting')).toHaveLength(1);
    const technique = approved.find(({ type }) => type === 'attack-pattern');
    expect(technique?.['external_references']).toMatchObject([
      { source_name: 'mitre-attack', external_id: first.technique },
    ]);
    expect(approved.find(({ type }) => type === 'relationship')?.['target_ref']).toBe(technique?.id);
  });

  it('was made at a time of three digits of a second, as the standard wants it', async () => {
    const { objects } = await bundle([first.finding_id]);
    const times = objects.flatMap(({ created, modified }) => (created === undefined ? [] : [created, modified]));
    expect(times.length).toBeGreaterThan(8);
    for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('indicates where a flow went, or where one to the device came from', () => {
    const [sample] = sampleFlows() as [FlowRecord];
    const flow: FlowRecord = {
      ...sample,
      local: 'orig',
      orig: { ...sample.orig, ip: '10.0.2.15' },
      resp: { ...sample.resp, ip: '203.0.113.9', port: 443 },
    };
    const there = "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.9'";
    expect(remotePattern(flow)).toBe(`${there} AND network-traffic:dst_port = 443]`);
    expect(remotePattern({ ...flow, transport: 'icmp' })).toBe(`${there}]`);
    expect(remotePattern({ ...flow, local: 'resp', orig: { ...flow.orig, ip: '2001:db8::7' } })).toBe(
      "[network-traffic:src_ref.type = 'ipv6-addr' AND network-traffic:src_ref.value = '2001:db8::7']",
    );
  });

  it('has each id once, and refers to nothing that it does not hold', async () => {
    const { objects } = await bundle([first.finding_id]);
    const ids = objects.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const object of objects) {
      for (const [key, value] of Object.entries(object)) {
        if (key.endsWith('_ref')) expect(ids).toContain(value);
        if (key.endsWith('_refs')) for (const ref of value as string[]) expect(ids).toContain(ref);
      }
    }
  });

  it('has what each object needs, and a check that knows when it does not', async () => {
    const { objects } = await bundle([first.finding_id]);
    for (const object of objects) {
      const required = ['type', 'id', 'spec_version', ...(REQUIRED[object.type] as readonly string[])];
      expect(missingKeys(object, required)).toEqual([]);
      for (const key of required) expect(missingKeys(withoutKey(object, key), required)).toEqual([key]);
    }
  });

  const schemas = sharedFolder('schemas/stix2');
  it.skipIf(schemas === undefined)('is valid, object by object, by the schemas of OASIS', async () => {
    const validators = stixValidators(schemas as string);
    for (const hostile of [undefined, ...Object.values(HOSTILE)]) {
      const { objects } = await bundle([first.finding_id], hostile === undefined ? {} : { hostile });
      for (const object of objects) {
        const validate = validators(object.type);
        validate(object);
        expect({ object: object.id, errors: validate.errors ?? [] }).toEqual({ object: object.id, errors: [] });
      }
    }
    const { objects } = await bundle([first.finding_id]);
    for (const type of new Set(objects.map((object) => object.type))) {
      const [object] = objects.filter((one) => one.type === type) as [StixObject];
      // An identity needs no more than its name by these schemas.
      for (const key of ['type', 'id', ...(REQUIRED[type] as readonly string[])]) {
        if (type !== 'network-traffic' || !key.endsWith('_ref')) {
          expect([type, key, validators(type)(withoutKey(object, key))]).toEqual([type, key, false]);
        }
      }
    }
    const [observed] = objects.filter(({ type }) => type === 'observed-data') as [StixObject];
    expect(validators('observed-data')({ ...observed, number_observed: 0 })).toBe(false);
    expect(validators('observed-data')({ ...observed, id: 'x' })).toBe(false);
  });

  it.each(Object.entries(HOSTILE))('holds a hostile string as a value: %s', async (_, hostile) => {
    const { objects } = await bundle([first.finding_id], { hostile });
    const names = objects.flatMap(({ type, value }) => (type === 'domain-name' ? [value] : []));
    expect(names).toContain(wellFormed(hostile));
  });

  it('gives the same bytes again', async () => {
    expect(await formatted(stixFormat)).toEqual(await formatted(stixFormat));
  });
});

function stixValidators(folder: string): (type: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false, validateFormats: false });
  const ids = new Map<string, string>();
  for (const part of ['common', 'observables', 'sdos', 'sros']) {
    for (const file of readdirSync(join(folder, part))) {
      const schema = JSON.parse(readFileSync(join(folder, part, file), 'utf8'));
      ajv.addSchema(schema);
      ids.set(file.replace(/\.json$/, ''), schema.$id);
    }
  }
  return (type) => {
    const validate = ajv.getSchema(ids.get(type) ?? '');
    if (validate === undefined) throw new Error(`no schema for ${type}`);
    return validate;
  };
}
