// All servers of the crowd in one process: TCP and UDP on port 443 of every address, DNS beside. They answer each message, and connect back where asked.
// Prints "ready" once everything listens.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestion } from '../../captures/lab/name-server.mjs';
import { DEVICE_IP, SERVICES } from './plan.mjs';

const NETWORK_MS = 30;
const BEAT_MS = 400;
const CALL = /^CALL (\d+) (\d+)\n/;

const { resolver, ...others } = SERVICES;
for (const ip of new Set(Object.values(others).map((service) => service.ip))) {
  const server = createServer((socket) => serve(socket, ip));
  server.listen(others[Object.keys(others)[0]].port, ip);
  await once(server, 'listening');
  await bind(ip, 443, () => randomBytes(40 + Math.floor(Math.random() * 900)));
}
await bind(resolver.ip, resolver.port, (query) => answerQuestion(query, Object.values(others)));
console.log('ready');

function serve(socket, ip) {
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const call = CALL.exec(chunk.toString('latin1'));
    if (call !== null) void callBack(ip, Number(call[1]), Number(call[2]));
    setTimeout(() => socket.writable && socket.write(randomBytes(60 + Math.floor(Math.random() * 1200))), NETWORK_MS);
  });
}

async function callBack(localAddress, port, lastsMs) {
  const socket = connect({ host: DEVICE_IP, port, localAddress });
  socket.on('error', () => socket.destroy());
  socket.on('data', () => undefined);
  const endMs = Date.now() + lastsMs;
  do {
    socket.write(randomBytes(100));
    await sleep(Math.min(BEAT_MS, Math.max(10, endMs - Date.now())));
  } while (Date.now() < endMs && !socket.destroyed);
  socket.end();
}

async function bind(ip, port, answer) {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const reply = answer(message);
    if (reply !== undefined) setTimeout(() => socket.send(reply, from.port, from.address), NETWORK_MS);
  });
  socket.bind(port, ip);
  await once(socket, 'listening');
}
