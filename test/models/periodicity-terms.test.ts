import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PERIODICITY_TERMS, periodicityTable } from '../../src/models/periodicity-terms.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/channel.schema.json', import.meta.url), 'utf8'));

it('every number of a rhythm in the channel record is explained in one sentence', () => {
  const keys = Object.keys(schema.properties.periodicity.properties).filter((key) => key !== 'reason');
  expect(PERIODICITY_TERMS.map(({ key }) => key).sort()).toEqual(keys.sort());
  for (const { sentence } of PERIODICITY_TERMS) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
});

it('stands in docs/beacons.md as the code writes it (npm run docs)', () => {
  expect(readFileSync(new URL('../../docs/beacons.md', import.meta.url), 'utf8')).toContain(periodicityTable());
});
