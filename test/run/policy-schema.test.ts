import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  allowlistSchema,
  catalogueSchema,
  POLICY_SCHEMAS,
  parametersSchema,
  policyJsonSchema,
} from '../../src/run/policy-schema.ts';

const published = (name: string) => JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8'));

describe('the schemas of policy files', () => {
  it.each(Object.keys(POLICY_SCHEMAS) as (keyof typeof POLICY_SCHEMAS)[])(
    '%s is published as it is checked',
    (kind) => {
      expect(published(`${kind}.schema.json`)).toEqual(JSON.parse(JSON.stringify(policyJsonSchema(kind))));
      const validate = new Ajv2020({ strict: false }).compile(policyJsonSchema(kind));
      expect(validate(published(`starter/${kind}.json`)), JSON.stringify(validate.errors)).toBe(true);
    },
  );

  it('refuse days that are none, ids that repeat and a signer without a package', () => {
    const rule = { id: 'a', destination: ['x.example'], reason: 'r', owner: 'o' };
    const good = (...rules: object[]) => allowlistSchema.safeParse({ rules }).success;
    expect(good(rule)).toBe(true);
    expect(good({ ...rule, expires: '2026-02-30' })).toBe(false);
    expect(good({ ...rule, expires: '2028-02-29' })).toBe(true);
    expect(good(rule, rule)).toBe(false);
    expect(good({ ...rule, signer: 'ab'.repeat(32) })).toBe(false);
    expect(good({ ...rule, package: 'a.b', signer: 'xyz' })).toBe(false);
  });

  it('refuse keys they do not know', () => {
    expect(parametersSchema.safeParse({ time_window: 3 }).success).toBe(false);
    expect(catalogueSchema.safeParse({ apps: [{ package: 'a.b', colour: 'red' }] }).success).toBe(false);
  });
});
