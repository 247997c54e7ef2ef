import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LINK_LAYERS } from '../../src/parse/link-layer.ts';
import { linkTypeTable } from '../../src/parse/link-type-table.ts';

it('has a row for every link type and stands in docs/captures.md as the code writes it (npm run docs)', () => {
  expect(linkTypeTable().split('\n')).toHaveLength(2 + LINK_LAYERS.size);
  expect(readFileSync(new URL('../../docs/captures.md', import.meta.url), 'utf8')).toContain(linkTypeTable());
});
