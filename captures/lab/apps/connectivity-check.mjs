// The system's captive-portal check (network stack, AID 1073): one plain HTTP request by curl.

import { execFileSync } from 'node:child_process';
import { SERVICES } from '../plan.mjs';
import { lookUp } from './name-lookup.mjs';
import { at } from './pace.mjs';

await at(1);
const { host, port } = SERVICES.connectivity;
const resolved = `${host}:${port}:${await lookUp(host)}`;
execFileSync('curl', ['-sS', '--resolve', resolved, `http://${host}/generate_204`], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
