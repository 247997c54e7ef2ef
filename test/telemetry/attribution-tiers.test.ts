import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LOG_TIERS, levelOf, TIERS, tierTable } from '../../src/telemetry/attribution-tiers.ts';

it('levels begin at .9, .7 and .4', () => {
  expect([1, 0.9, 0.89, 0.7, 0.69, 0.4, 0.39, 0].map((confidence) => levelOf(confidence))).toEqual([
    'exact',
    'exact',
    'strong',
    'strong',
    'weak',
    'weak',
    'none',
    'none',
  ]);
});

it('what saw no socket and no packet is a lead, however often it is right', () => {
  expect(['G', 'H', 'I'].map((tier) => levelOf(0.95, tier))).toEqual(['weak', 'weak', 'weak']);
  expect(levelOf(0.39, 'G')).toBe('none');
  expect(levelOf(0.95, 'A')).toBe('exact');
});

it('tiers of the log by tuple are tried strongest first', () => {
  const byTuple = LOG_TIERS.filter((tier) => tier !== 'F').map((tier) => TIERS[tier].confidence);
  expect(byTuple).toEqual([...byTuple].sort((a, b) => b - a));
  expect(TIERS.P.confidence).toBeGreaterThan(Math.max(...byTuple));
});

it('the table of the documentation is this table', () => {
  expect(readFileSync(new URL('../../docs/attribution.md', import.meta.url), 'utf8')).toContain(tierTable());
});
