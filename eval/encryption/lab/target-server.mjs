// What the tunnels and proxies of the lab lead to: a plain HTTP server inside the server's namespace, on every address. GET /BYTES answers
// with that many bytes of JSON; anything posted is read. Prints "ready". Usage: node target-server.mjs PORT

import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { plainBytes } from './content.mjs';
import { seededDraw } from './random.mjs';

const draw = seededDraw('target');
const server = createServer(async (request, response) => {
  await buffer(request);
  response.setHeader('Content-Type', 'application/json');
  response.end(plainBytes(draw, Math.min(200_000, Number(request.url.slice(1)) || 100)));
});
server.listen(Number(process.argv[2]), '0.0.0.0');
await once(server, 'listening');
console.log('ready');
