import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NUMBER_FEATURES, VECTOR_FEATURES } from '../../src/features/feature-registry.ts';
import { featureTable } from '../../src/features/feature-table.ts';

const page = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8');

describe('the table of features', () => {
  it('has a row of five cells for every feature', () => {
    const rows = featureTable().split('\n');
    expect(rows).toHaveLength(2 + NUMBER_FEATURES.length + VECTOR_FEATURES.length);
    expect(rows.filter((row) => (row.replaceAll('\\|', '').match(/\|/g) ?? []).length !== 6)).toEqual([]);
  });

  it('stands in docs/features.md as the code writes it (npm run build, then node scripts in docs/features.md)', () => {
    const [, table] = /<!-- features:begin -->\n\n([\s\S]*?)\n\n<!-- features:end -->/.exec(page) ?? [];
    expect(table).toBe(featureTable());
  });
});
