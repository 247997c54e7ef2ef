// A regular reporter with nothing to hide: one JSON line every 5 s over a lasting TCP connection. Also the first user of the reused local port.

import { once } from 'node:events';
import { connect } from 'node:net';
import { SERVICES } from '../plan.mjs';
import { fetchConfig } from './config-fetch.mjs';
import { lookUp } from './name-lookup.mjs';
import { at, every } from './pace.mjs';

await Promise.all([heartbeat(), at(12).then(fetchConfig)]);

async function heartbeat() {
  await at(1);
  const socket = connect(SERVICES.pulse.port, await lookUp(SERVICES.pulse.host));
  socket.resume();
  await once(socket, 'connect');
  let steps = 1200;
  for await (const _ of every(5, 0)) {
    steps += Math.floor(Math.random() * 9);
    const line = {
      app: 'fitness',
      seq: steps,
      status: 'walking',
      steps,
      heart_rate: 60 + Math.floor(Math.random() * 40),
    };
    socket.write(`${JSON.stringify(line)}\n`);
  }
  socket.end();
  await once(socket, 'close');
}
