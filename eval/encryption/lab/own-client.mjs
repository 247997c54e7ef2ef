// The clients of every capture whose protocol is the lab's own, in one process inside the device's namespace. Ends when all have spoken;
// prints a line `done NAME CONNECTIONS` or `failed NAME REASON` for each capture.
// Usage: node own-client.mjs RUN_FOLDER

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeOver } from './pipes.mjs';
import { newSession } from './protocols/datagrams.mjs';
import { PROTOCOLS } from './protocols/registry.mjs';
import { seededDraw } from './random.mjs';
import { sampleFiles } from './sample-files.mjs';

const AT_ONCE = 12;
const PATIENCE_MS = 30_000;
const folder = process.argv[2];
const captures = JSON.parse(readFileSync(join(folder, 'captures.json'), 'utf8'));
const keys = JSON.parse(readFileSync(join(folder, 'server-keys.json'), 'utf8'));
const shared = { serverRsaKey: keys.serverRsaKey, serverNoiseKey: Buffer.from(keys.serverNoiseKey, 'hex') };

const waiting = [...captures];
await Promise.all(Array.from({ length: AT_ONCE }, work));
process.exit(0);

async function work() {
  for (let capture = waiting.shift(); capture !== undefined; capture = waiting.shift()) {
    try {
      for (let visit = 0; visit < capture.connections; visit++) {
        const timer = AbortSignal.timeout(PATIENCE_MS);
        const late = once(timer, 'abort').then(() => Promise.reject(new Error('too slow')));
        late.catch(() => undefined);
        await Promise.race([converse(capture, visit), late]);
      }
      console.log(`done ${capture.name} ${capture.connections}`);
    } catch (error) {
      console.log(`failed ${capture.name} ${error.message}`);
    }
  }
}

async function converse(capture, visit) {
  const { address, port, params } = capture;
  const protocol = PROTOCOLS[capture.protocol];
  const draw = seededDraw(`client ${capture.name} ${capture.seed} ${visit}`);
  const pause = () => sleep(params.pauseMs * (0.5 + draw.share()));
  const context = { address, port, params, draw, pause, ...shared };
  if (protocol.transport === 'udp') return sendDatagrams(protocol, context);
  if (protocol.transport === 'http') {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await protocol.client({ ...context, agent });
    agent.destroy();
    return;
  }
  const socket = connect(port, address);
  await once(socket, 'connect');
  socket.setNoDelay(true);
  await protocol.client({ ...context, socket, pipe: pipeOver(socket, params) });
  socket.end();
  await Promise.race([once(socket, 'close'), sleep(500)]);
  socket.destroy();
}

async function sendDatagrams(protocol, { address, port, params, draw, pause }) {
  const socket = createSocket('udp4');
  socket.connect(port, address);
  await once(socket, 'connect');
  const session = newSession();
  const media = sampleFiles(folder, params.format)[0];
  const state = {};
  for (let number = 0; number < params.rounds; number++) {
    socket.send(protocol.datagram({ params, draw, sizes: params.up, number, session, state, media, isServer: false }));
    await Promise.race([once(socket, 'message'), sleep(1000)]);
    await pause();
  }
  socket.close();
}
