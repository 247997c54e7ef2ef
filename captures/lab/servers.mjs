// The other side of the lab, in one process: DNS, HTTP and HTTPS servers and the servers of the home-made protocols. sshd and s_server run beside it.
// Prints "ready" once everything listens.

import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { sleep } from './apps/pace.mjs';
import { agree, frame, framesOf, newKeyPair, seal, unseal } from './apps/sealed-frames.mjs';
import { answerQuestion } from './name-server.mjs';
import { SERVICES } from './plan.mjs';

const folder = process.env.LAB_FOLDER;
const certificate = {
  key: readFileSync(`${folder}/server/key.pem`),
  cert: readFileSync(`${folder}/server/certificate.pem`),
};
const statsKey = readFileSync(`${folder}/server/stats-private.pem`);
const REPORTS_PER_CONNECTION = 3;
const GOODBYE_MS = 500;
/** The veth pair has no latency of its own. */
const NETWORK_MS = 30;

await Promise.all([
  listen(createHttpsServer({ ...certificate, minVersion: 'TLSv1.3' }, balance), SERVICES.bank),
  listen(createHttpsServer(certificate, newsPage), SERVICES.news),
  listen(createHttpsServer(certificate, newsPage), SERVICES.newsIpv6),
  listen(createHttpServer(newsPage), SERVICES.newsPlain),
  listen(createHttpServer(unwrapStats), SERVICES.flashlight),
  listen(createHttpServer(config), SERVICES.config),
  listen(createHttpServer(acceptUpload), SERVICES.gallery),
  listen(createHttpServer(noContent), SERVICES.connectivity),
  listen(createTcpServer({ allowHalfOpen: true }, guarded(swallow)), SERVICES.galleryRaw),
  listen(createTcpServer(guarded(acknowledgeLines)), SERVICES.pulse),
  listen(createTcpServer(guarded((socket) => sealedChannel(socket, REPORTS_PER_CONNECTION))), SERVICES.notes),
  listen(createTcpServer(guarded((socket) => sealedChannel(socket, Number.POSITIVE_INFINITY))), SERVICES.weather),
  bind(createSocket('udp4'), SERVICES.game, sealedGame()),
  bind(createSocket('udp4'), SERVICES.dns, answerQuestion),
]);
console.log('ready');

async function listen(server, { ip, port }) {
  server.listen(port, ip);
  await once(server, 'listening');
}

async function bind(socket, { ip, port }, answer) {
  socket.on('message', (message, from) => {
    const reply = answer(message);
    if (reply !== undefined) setTimeout(() => socket.send(reply, from.port, from.address), NETWORK_MS);
  });
  socket.bind(port, ip);
  await once(socket, 'listening');
}

/** A connection's failure ends the connection, not the server. */
function guarded(serve) {
  return (socket) => {
    serve(socket).catch((error) => {
      console.error(`server: ${error.message}`);
      socket.destroy();
    });
  };
}

async function balance(_request, response) {
  await think();
  response.setHeader('Content-Type', 'application/json');
  response.end(
    JSON.stringify({ balance: 1204.5, entries: Array.from({ length: 30 }, (_, n) => ({ n, amount: n * 3.1 })) }),
  );
}

async function newsPage(request, response) {
  await think();
  const page = `<!doctype html><title>${request.url}</title>${'<p>Nothing happened, and slowly.</p>'.repeat(150)}`;
  const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.setHeader('Content-Type', 'text/html');
  if (isGzip) response.setHeader('Content-Encoding', 'gzip');
  response.end(isGzip ? gzipSync(page) : page);
}

async function unwrapStats(request, response) {
  const { k, iv, d } = JSON.parse(await text(request));
  const bytes = (base64) => Buffer.from(base64, 'base64');
  const oaep = { key: statsKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const decipher = createDecipheriv('aes-256-gcm', privateDecrypt(oaep, bytes(k)), bytes(iv));
  decipher.setAuthTag(bytes(d).subarray(-16));
  const report = Buffer.concat([decipher.update(bytes(d).subarray(0, -16)), decipher.final()]);
  await think();
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ ok: true, contacts: JSON.parse(report).contacts.length }));
}

async function config(_request, response) {
  await think();
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ theme: 'light', interval: 300, endpoints: ['a', 'b', 'c'] }));
}

async function acceptUpload(request, response) {
  for await (const _ of request) await sleep(1);
  await think();
  response.end('stored\n');
}

async function noContent(_request, response) {
  await think();
  response.statusCode = 204;
  response.setHeader('Connection', 'close');
  response.end();
}

async function swallow(socket) {
  for await (const _ of socket.iterator({ destroyOnReturn: false }));
  await think();
  socket.end();
}

async function acknowledgeLines(socket) {
  for await (const chunk of socket) socket.write('ok\n'.repeat(chunk.toString().split('\n').length - 1));
}

async function sealedChannel(socket, reports) {
  const arriving = framesOf(socket);
  const pair = newKeyPair();
  const key = agree(pair.privateKey, (await arriving.next()).value);
  socket.write(frame(pair.publicBytes));
  let seen = 0;
  for await (const sealed of arriving) {
    const { length } = unseal(key, sealed);
    await sleep(NETWORK_MS);
    socket.write(frame(seal(key, Buffer.from(JSON.stringify({ ok: true, stored: length })))));
    seen += 1;
    if (seen === reports) break;
  }
  await sleep(GOODBYE_MS);
  socket.end();
}

function sealedGame() {
  const pair = newKeyPair();
  let key;
  return (message) => {
    if (key === undefined) {
      key = agree(pair.privateKey, message);
      return pair.publicBytes;
    }
    unseal(key, message);
    return seal(key, Buffer.from(JSON.stringify({ tick: Date.now(), players: 4 })));
  };
}

/** A server that answers at once would hide every short connection from a poll. */
function think() {
  return sleep(300 + Math.random() * 400);
}
