import { describe, expect, it } from 'vitest';
import { ANALYTIC_IDS, ANALYTICS, chosenAnalytics } from '../../src/evidence/analytic.ts';

describe('the analytics', () => {
  it('are AN1762 unless others were asked for, in the order of the table', () => {
    expect(chosenAnalytics(undefined).map(({ id }) => id)).toEqual(['AN1762']);
    expect(chosenAnalytics(['AN1731', 'AN1762']).map(({ id }) => id)).toEqual(['AN1762', 'AN1731']);
    expect(ANALYTICS.map(({ id }) => id)).toEqual(ANALYTIC_IDS);
  });

  it('name technique and version as MITRE does', () => {
    for (const { technique, version, attack_version } of ANALYTICS) {
      expect(technique).toMatch(/^T1521(\.00[12])?$/);
      expect([version, attack_version]).toEqual(['1.1', '19.1']);
    }
  });
});
