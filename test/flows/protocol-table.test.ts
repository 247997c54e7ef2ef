import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { protocolTable } from '../../src/flows/protocol-table.ts';
import { SERVICE_RECOGNISERS } from '../../src/flows/service-registry.ts';

it('has a row for every recogniser and stands in docs/protocols.md as the code writes it (npm run docs)', () => {
  expect(protocolTable().split('\n')).toHaveLength(2 + SERVICE_RECOGNISERS.length);
  expect(readFileSync(new URL('../../docs/protocols.md', import.meta.url), 'utf8')).toContain(protocolTable());
});
