import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sarifFormat } from '../../src/report/sarif-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, missingKeys, nativeRecords, UNSAFE_TEXT, withoutKey } from '../support/native-records.ts';

const RESULT_REQUIRED = ['ruleId', 'level', 'message.text', 'locations', 'partialFingerprints'];

async function log(options = {}) {
  const { 'findings.sarif': text } = await formatted(sarifFormat, nativeRecords(options));
  expect(text).not.toMatch(UNSAFE_TEXT);
  return JSON.parse(text as string);
}

/** The schema of OASIS, as published for SARIF 2.1.0. */
const SCHEMA = createRequire(import.meta.url).resolve('schemastore/schemas/json/sarif-2.1.0.json');

describe('SARIF', () => {
  it('is valid by the schema of OASIS, and no more without what that requires', async () => {
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
      JSON.parse(readFileSync(SCHEMA, 'utf8')),
    );
    for (const options of [{}, ...Object.values(HOSTILE).map((hostile) => ({ hostile }))]) {
      const whole = await log(options);
      validate(whole);
      expect(validate.errors ?? []).toEqual([]);
    }
    const whole = await log();
    for (const place of [
      'version',
      'runs',
      'runs.0.tool',
      'runs.0.tool.driver',
      'runs.0.tool.driver.name',
      'runs.0.results.0.message',
    ])
      expect(validate(withoutKey(whole, place)), place).toBe(false);
  });

  it('has a result for every finding, whose rule it defines', async () => {
    const records = nativeRecords();
    const { version, runs } = await log();
    expect(version).toBe('2.1.0');
    expect(runs).toHaveLength(1);
    const [run] = runs;
    expect(run.results).toHaveLength(records.findings.length);
    const rules = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const result of run.results) {
      expect(rules).toContain(result.ruleId);
      expect(missingKeys(result, RESULT_REQUIRED)).toEqual([]);
      for (const key of RESULT_REQUIRED) expect(missingKeys(withoutKey(result, key), RESULT_REQUIRED)).toEqual([key]);
      expect(['error', 'warning', 'note']).toContain(result.level);
    }
  });

  it('has what a log needs, and a check that knows when it does not', async () => {
    const whole = await log();
    const required = {
      '': ['version', 'runs'],
      'runs.0': ['tool'],
      'runs.0.tool': ['driver'],
      'runs.0.tool.driver': ['name'],
      'runs.0.results.0': ['message'],
    };
    for (const [place, keys] of Object.entries(required)) {
      const part = place.split('.').reduce((at, step) => (step === '' ? at : at[step]), whole);
      expect(missingKeys(part, keys)).toEqual([]);
      for (const key of keys) expect(missingKeys(withoutKey(part, key), keys)).toEqual([key]);
    }
  });

  it('describes the rule of each analytic in its own words', async () => {
    const ids = ['AN1762', 'AN1716', 'AN1731', 'AN9999'];
    const change: Parameters<typeof nativeRecords>[0] = {
      change: (records) => {
        const [finding] = records.findings;
        if (finding === undefined) return;
        const findings = ids.map((id) => ({ ...finding, analytic: { ...finding.analytic, id } }));
        Object.assign(records, { findings });
      },
    };
    const [run] = (await log(change)).runs;
    const { rules } = run.tool.driver as { rules: { id: string; name?: string; shortDescription: { text: string } }[] };
    expect(rules.map(({ id, name }) => [id, name])).toEqual([
      ['AN1762', 'AsymmetricCryptography'],
      ['AN1716', 'EncryptedChannel'],
      ['AN1731', 'SymmetricCryptography'],
      ['AN9999', undefined],
    ]);
    expect(rules[1]?.shortDescription.text).toContain('use of an encrypted channel');
  });

  it('says of a suppressed finding why', async () => {
    const change: Parameters<typeof nativeRecords>[0] = {
      change: (records) =>
        Object.assign(records, { findings: records.findings.map((one) => ({ ...one, suppressed_by: 'rule 3' })) }),
    };
    const [run] = (await log(change)).runs;
    expect(run.results[0].suppressions).toEqual([{ kind: 'external', justification: 'rule 3' }]);
  });

  it.each(Object.entries(HOSTILE))('writes a hostile capture name as a URI: %s', async (_, hostile) => {
    const [run] = (await log({ hostile })).runs;
    for (const { location } of run.artifacts) expect(location.uri).toMatch(/^[A-Za-z0-9%._~!*'()-]*$/);
  });
});
