// What looks like ciphertext and is none: gzip, once as a declared HTTP content coding, once as bare bytes over TCP.

import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { SERVICES } from '../plan.mjs';
import { exchange } from './http-exchange.mjs';
import { lookUp, mapped } from './name-lookup.mjs';
import { at } from './pace.mjs';

await at(16);
await uploadOverHttp(gzipSync(photoIndex(400)));
await at(36);
await uploadRaw(gzipSync(photoIndex(500)));

function photoIndex(photos) {
  const line = (n) =>
    `IMG_${n}.jpg\t${Date.now() - n * 86_413}\t${Math.floor(Math.random() * 5e6)} bytes\tholiday, beach, family\n`;
  return Array.from({ length: photos }, (_, n) => line(n)).join('');
}

async function uploadOverHttp(body) {
  const { host, port } = SERVICES.gallery;
  const headers = {
    Host: host,
    'User-Agent': 'Gallery/7.0',
    'Content-Type': 'text/tab-separated-values',
    'Content-Encoding': 'gzip',
    'Content-Length': body.length,
    Connection: 'close',
  };
  const target = { host: mapped(await lookUp(host)), port, method: 'POST', path: '/index', headers };
  await exchange(request(target), body);
}

async function uploadRaw(body) {
  const socket = connect(SERVICES.galleryRaw.port, mapped(await lookUp(SERVICES.galleryRaw.host)));
  socket.end(body);
  socket.resume();
  await once(socket, 'close');
}
