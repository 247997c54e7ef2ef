// A bank's app: Node's TLS 1.3 to its own service every now and then, and one look at a shop with `openssl s_client` (TLS 1.2).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { SERVICES } from '../plan.mjs';
import { exchange } from './http-exchange.mjs';
import { lookUp, mapped } from './name-lookup.mjs';
import { at } from './pace.mjs';

const ca = readFileSync(`${process.env.LAB_FOLDER}/public/ca.pem`);

await at(9);
await balance();
await at(23);
await balance();
await at(31);
await lookAtShop();
await at(57);
await balance();

async function balance() {
  const { host, port } = SERVICES.bank;
  const headers = { Host: host, 'User-Agent': 'Bank/5.2', Connection: 'close' };
  const tls = { servername: host, minVersion: 'TLSv1.3', ca };
  await exchange(request({ host: mapped(await lookUp(host)), port, path: '/balance', headers, ...tls }));
}

async function lookAtShop() {
  const { host, port } = SERVICES.shop;
  const address = await lookUp(host);
  const args = ['s_client', '-quiet', '-tls1_2', '-connect', `${address}:${port}`, '-servername', host];
  const client = spawn('openssl', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  client.stdin.write(`GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
  await once(client, 'close');
}
