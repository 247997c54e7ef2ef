// The servers of every capture whose protocol is the lab's own, in one process inside the server's namespace. Prints "ready".
// Usage: node own-server.mjs RUN_FOLDER (which holds captures.json and takes server-keys.json)

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pipeOver } from './pipes.mjs';
import { serverRsaKey } from './protocols/agreement.mjs';
import { newSession } from './protocols/datagrams.mjs';
import { newNoiseKeys } from './protocols/noise.mjs';
import { PROTOCOLS } from './protocols/registry.mjs';
import { seededDraw } from './random.mjs';
import { sampleFiles } from './sample-files.mjs';

const folder = process.argv[2];
const captures = JSON.parse(readFileSync(join(folder, 'captures.json'), 'utf8'));
const noiseKeys = newNoiseKeys();
const keys = { serverRsaKey, serverNoiseKey: noiseKeys.publicBytes.toString('hex') };
writeFileSync(join(folder, 'server-keys.json'), JSON.stringify(keys));
await Promise.all(captures.map(serve));
console.log('ready');

async function serve(capture) {
  const { address, port, params } = capture;
  const protocol = PROTOCOLS[capture.protocol];
  const draw = seededDraw(`server ${capture.name} ${capture.seed}`);
  const context = {
    params,
    draw,
    noiseKeys,
    files: sampleFiles(folder, params.format),
    sessionKey: Buffer.alloc(32, 7),
  };
  if (protocol.transport === 'udp') return serveDatagrams(protocol, context, address, port);
  const server =
    protocol.transport === 'http'
      ? createHttpServer(protocol.handle(context))
      : createServer((socket) => {
          socket.setNoDelay(true);
          socket.on('error', () => socket.destroy());
          const pipe = pipeOver(socket, params);
          protocol
            .server({ ...context, socket, pipe })
            .catch((error) => error.code !== 'ECONNRESET' && console.error(`${capture.name}: ${error.stack}`))
            .finally(() => socket.end());
        });
  server.listen(port, address);
  await once(server, 'listening');
}

async function serveDatagrams(protocol, { params, draw, files }, address, port) {
  const socket = createSocket('udp4');
  const peers = new Map();
  socket.on('message', (question, from) => {
    const name = `${from.address}:${from.port}`;
    const peer = peers.get(name) ?? { number: 0, session: newSession(), state: {} };
    peers.set(name, peer);
    const context = { params, draw, sizes: params.down, media: files[0], question, isServer: true, ...peer };
    socket.send(protocol.datagram(context), from.port, from.address);
    peer.number += 1;
  });
  socket.bind(port, address);
  await once(socket, 'listening');
}
