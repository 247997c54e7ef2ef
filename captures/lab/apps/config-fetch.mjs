// Fetches a small configuration over plain HTTP from one fixed local port. The server closes first, so the port is free again at once
// and the next app gets exactly the same five-tuple.

import { request } from 'node:http';
import { REUSED_LOCAL_PORT, SERVICES } from '../plan.mjs';
import { exchange } from './http-exchange.mjs';
import { lookUp } from './name-lookup.mjs';

export async function fetchConfig() {
  const { host, port } = SERVICES.config;
  const headers = { Host: host, 'User-Agent': 'config-fetch/1.0', Connection: 'close' };
  const target = { host: await lookUp(host), port, path: '/config.json', localPort: REUSED_LOCAL_PORT, headers };
  await exchange(request(target));
}
