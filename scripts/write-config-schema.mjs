// `npm run schema`: writes schema/config.schema.json from the zod schema in dist/. A test compares the two.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

const { configJsonSchema } = await import('../dist/run/config-schema.js');
mkdirSync(join(root, 'schema'), { recursive: true });
writeFileSync(join(root, 'schema/config.schema.json'), `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
