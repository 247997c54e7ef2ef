// `npm run schema`: writes schema/config.schema.json and those of the policy files from the zod schemas in dist/. Tests compare the two.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

const { configJsonSchema } = await import('../dist/run/config-schema.js');
mkdirSync(join(root, 'schema'), { recursive: true });
writeFileSync(join(root, 'schema/config.schema.json'), `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
const { POLICY_SCHEMAS, policyJsonSchema } = await import('../dist/run/policy-schema.js');
for (const kind of Object.keys(POLICY_SCHEMAS)) {
  writeFileSync(join(root, `schema/${kind}.schema.json`), `${JSON.stringify(policyJsonSchema(kind), undefined, 2)}\n`);
}
