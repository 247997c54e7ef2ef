// The same home-made channel as reconnecting-beacon.mjs, but over one TCP connection that lasts as long as the lab: the beacon is inside the flow.

import { once } from 'node:events';
import { connect } from 'node:net';
import { SERVICES } from '../plan.mjs';
import { lookUp, mapped } from './name-lookup.mjs';
import { at, every } from './pace.mjs';
import { agree, frame, framesOf, newKeyPair, seal, unseal } from './sealed-frames.mjs';

await at(3);
const socket = connect(SERVICES.weather.port, mapped(await lookUp(SERVICES.weather.host)));
await once(socket, 'connect');
const pair = newKeyPair();
socket.write(frame(pair.publicBytes));
const arriving = framesOf(socket);
const key = agree(pair.privateKey, (await arriving.next()).value);
for await (const _ of every(4, 0.2)) {
  const place = {
    lat: 52 + Math.random(),
    lon: 13 + Math.random(),
    cells: 'c'.repeat(20 + Math.floor(Math.random() * 60)),
  };
  socket.write(frame(seal(key, Buffer.from(JSON.stringify(place)))));
  unseal(key, (await arriving.next()).value);
}
socket.end();
await once(socket, 'close');
