// The device's resolver (netd's part, AID 1051): takes questions over a UNIX socket, asks the DNS server over UDP, remembers answers for their TTL.

import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { DEVICE } from '../plan.mjs';
import { DAEMON_SOCKET } from './name-lookup.mjs';

const known = new Map();

const server = createServer(async (socket) => {
  const [question] = await once(socket, 'data');
  const [host, type] = question.toString().trim().split(' ');
  socket.end(`${await answer(host, type)}\n`);
});
server.listen(DAEMON_SOCKET, () => {
  chmodSync(DAEMON_SOCKET, 0o666);
  console.log('ready');
});

async function answer(host, type) {
  const key = `${host} ${type}`;
  const remembered = known.get(key);
  if (remembered !== undefined && remembered.expiresMs > Date.now()) return remembered.address;
  // A resolver of its own for each question: a new socket, so a new source port, as RFC 5452 asks for.
  const resolver = new Resolver();
  resolver.setServers([DEVICE.resolver]);
  const found =
    type === 'AAAA' ? await resolver.resolve6(host, { ttl: true }) : await resolver.resolve4(host, { ttl: true });
  const { address, ttl } = found[0];
  known.set(key, { address, expiresMs: Date.now() + ttl * 1000 });
  return address;
}
