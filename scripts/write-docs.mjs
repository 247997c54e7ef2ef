// `npm run docs`: writes the generated tables of docs/ from the registries in dist/. Tests compare the two.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

const { featureTable } = await import('../dist/features/feature-table.js');
const { protocolTable } = await import('../dist/flows/protocol-table.js');
const { linkTypeTable } = await import('../dist/parse/link-type-table.js');
const { formatTable } = await import('../dist/report/format-registry.js');
const { periodicityTable } = await import('../dist/models/periodicity-terms.js');
const { importerTable } = await import('../dist/telemetry/importer-registry.js');

for (const [page, name, table] of [
  ['features', 'features', featureTable()],
  ['protocols', 'protocols', protocolTable()],
  ['captures', 'link-types', linkTypeTable()],
  ['beacons', 'numbers', periodicityTable()],
  ['attribution', 'importers', importerTable()],
  ['formats', 'formats', formatTable()],
]) {
  const path = join(root, `docs/${page}.md`);
  const text = readFileSync(path, 'utf8');
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/${page}.md has no ${begin} … ${end}`);
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`);
}
