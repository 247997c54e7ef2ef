import { describe, expect, it } from 'vitest';
import { navigatorFormat } from '../../src/report/navigator-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, missingKeys, nativeRecords, UNSAFE_TEXT, withoutKey } from '../support/native-records.ts';

/** By the table of the layer format, version 4.5. */
const REQUIRED = ['name', 'domain', 'versions.layer', 'versions.navigator', 'techniques'];
const TECHNIQUE_REQUIRED = ['techniqueID', 'score', 'comment'];

async function layer(options = {}) {
  const { 'layer.json': text } = await formatted(navigatorFormat, nativeRecords(options));
  expect(text).not.toMatch(UNSAFE_TEXT);
  return JSON.parse(text as string);
}

describe('a Navigator layer', () => {
  it('is titled as observed, and says that it is no map of coverage', async () => {
    const { name, description, domain, versions } = await layer();
    expect(name).toMatch(/^Observed in /);
    expect(description).toContain('no map of coverage');
    expect({ domain, versions }).toMatchObject({ domain: 'mobile-attack', versions: { layer: '4.5' } });
  });

  it('has what a layer needs, and a check that knows when it does not', async () => {
    const made = await layer();
    expect(missingKeys(made, REQUIRED)).toEqual([]);
    for (const key of REQUIRED) expect(missingKeys(withoutKey(made, key), REQUIRED)).toEqual([key]);
    for (const technique of made.techniques) {
      expect(missingKeys(technique, TECHNIQUE_REQUIRED)).toEqual([]);
      for (const key of TECHNIQUE_REQUIRED) {
        expect(missingKeys(withoutKey(technique, key), TECHNIQUE_REQUIRED)).toEqual([key]);
      }
      expect(technique.techniqueID).toMatch(/^T\d{4}(\.\d{3})?$/);
      expect(technique.score).toBeGreaterThan(0);
    }
  });

  it('without findings holds no technique', async () => {
    expect((await layer({ captureOnly: true })).techniques).toEqual([]);
  });

  it.each(Object.entries(HOSTILE))('shows a hostile capture name harmlessly: %s', async (_, hostile) => {
    expect((await layer({ hostile })).name.length).toBeLessThan(400);
  });
});
