import { describe, expect, it } from 'vitest';
import { missedAreas } from '../../src/run/required-areas.ts';
import { sampleResult } from '../support/analysis-result.ts';

const { coverage } = sampleResult();
const row = (area: (typeof coverage)[number]['area'], status: 'none' | 'partial' | 'full') => ({
  ...coverage[0]!,
  area,
  status,
});

describe('missedAreas', () => {
  it('names what is required and was not collected at all', () => {
    const rows = [row('key_lifecycle', 'none'), row('network_transmission', 'partial')];
    expect(missedAreas(['key_lifecycle', 'network_transmission'], rows)).toEqual(['key_lifecycle']);
  });

  it('is content when an area was collected for one app of several', () => {
    const rows = [row('background_execution', 'none'), row('background_execution', 'full')];
    expect(missedAreas(['background_execution'], rows)).toEqual([]);
  });

  it('takes an area without a row for one that nobody looked at', () => {
    expect(missedAreas(['key_lifecycle'], [])).toEqual(['key_lifecycle']);
  });

  it('asks for nothing where nothing is required', () => {
    expect(missedAreas([], [])).toEqual([]);
  });
});
