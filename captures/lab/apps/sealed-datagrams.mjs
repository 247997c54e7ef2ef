// A game over UDP: X25519 public keys, then AES-256-GCM datagrams. The socket is never connected, so the kernel's table shows no remote address.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { SERVICES } from '../plan.mjs';
import { lookUp } from './name-lookup.mjs';
import { at, every } from './pace.mjs';
import { agree, newKeyPair, seal } from './sealed-frames.mjs';

await at(5);
const address = await lookUp(SERVICES.game.host);
const socket = createSocket('udp4');
const pair = newKeyPair();
socket.send(pair.publicBytes, SERVICES.game.port, address);
const [peerPublicBytes] = await once(socket, 'message');
const key = agree(pair.privateKey, peerPublicBytes);
for await (const _ of every(1.5, 0.1)) {
  const move = { x: Math.random(), y: Math.random(), items: 'i'.repeat(Math.floor(Math.random() * 80)) };
  socket.send(seal(key, Buffer.from(JSON.stringify(move))), SERVICES.game.port, address);
}
socket.close();
