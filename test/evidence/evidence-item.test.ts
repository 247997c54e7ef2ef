import { describe, expect, it } from 'vitest';
import { evidenceRecord, rounded } from '../../src/evidence/evidence-item.ts';
import { START_US } from '../support/channel-flow.ts';

const item = {
  kind: 'sequence',
  area: 'asymmetric_api_use' as const,
  startUs: START_US,
  endUs: START_US + 1e6,
  bits: 2.34567,
  statement: 'x',
  formula: 'y',
  numbers: { p_value: 0.000123456789, hits: 12 },
  sources: ['a.ndjson:1'],
};

describe('a piece of evidence', () => {
  it('becomes a record with times, rounded bits and an id that content alone makes', () => {
    const record = evidenceRecord('uid 1', item);
    expect(record).toMatchObject({
      start: '2026-01-01T00:00:00.000000Z',
      end: '2026-01-01T00:00:01.000000Z',
      bits: 2.35,
      direction: 'incriminating',
      numbers: { p_value: 0.000123457, hits: 12 },
      flows: [],
    });
    expect(evidenceRecord('uid 1', item).id).toBe(record.id);
    expect(evidenceRecord('uid 2', item).id).not.toBe(record.id);
    expect(evidenceRecord('uid 1', { ...item, kind: 'other' }).id).not.toBe(record.id);
  });

  it('rounds to hundredths of a bit', () => {
    expect(rounded(1.005)).toBe(1);
    expect(rounded(1 / 3)).toBe(0.33);
  });
});
