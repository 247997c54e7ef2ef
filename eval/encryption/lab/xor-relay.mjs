// Scrambles OpenVPN packets between its two ends as the well-known "scramble" patch does (xormask, reverse, xorptrpos, obfuscate): one relay
// beside each end, the scrambled packets between the two. On TCP the u16 length stays clear, as the patch leaves it.
// Usage: node xor-relay.mjs TRANSPORT MODE MASK_HEX LISTEN_IP:PORT TO_IP:PORT near|far

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { ByteReader } from './byte-reader.mjs';

const [transport, mode, maskHex, listen, to, side] = process.argv.slice(2);
const mask = Buffer.from(maskHex, 'hex');
const [listenIp, listenPort] = listen.split(':');
const [toIp, toPort] = to.split(':');
/** The near relay scrambles what it passes on, the far one undoes it. */
const onward = side === 'near' ? scrambled : unscrambled;
const back = side === 'near' ? unscrambled : scrambled;

if (transport === 'udp') await relayDatagrams();
else await relayStreams();
console.log('ready');

async function relayDatagrams() {
  const server = createSocket('udp4');
  const peers = new Map();
  server.on('message', (packet, from) => {
    const name = `${from.address}:${from.port}`;
    let peer = peers.get(name);
    if (peer === undefined) {
      peer = createSocket('udp4');
      peer.on('message', (answer) => server.send(back(answer), from.port, from.address));
      peers.set(name, peer);
    }
    peer.send(onward(packet), Number(toPort), toIp);
  });
  server.bind(Number(listenPort), listenIp);
  await once(server, 'listening');
}

async function relayStreams() {
  const server = createServer((near) => {
    const far = connect(Number(toPort), toIp);
    for (const [from, into, change] of [
      [near, far, onward],
      [far, near, back],
    ]) {
      from.on('error', () => into.destroy());
      from.setNoDelay(true);
      pass(from, into, change).catch(() => into.destroy());
    }
  });
  server.listen(Number(listenPort), listenIp);
  await once(server, 'listening');
}

async function pass(from, into, change) {
  const reader = new ByteReader(from);
  for (;;) {
    const length = await reader.read(2);
    const packet = length && (await reader.read(length.readUInt16BE()));
    if (packet === undefined) break;
    into.write(Buffer.concat([length, change(packet)]));
  }
  into.end();
}

function scrambled(packet) {
  if (mode === 'xormask') return masked(packet);
  if (mode === 'reverse') return reversed(packet);
  if (mode === 'xorptrpos') return positioned(packet);
  return masked(positioned(reversed(positioned(packet))));
}

function unscrambled(packet) {
  if (mode === 'xormask') return masked(packet);
  if (mode === 'reverse') return reversed(packet);
  if (mode === 'xorptrpos') return positioned(packet);
  return positioned(reversed(positioned(masked(packet))));
}

function masked(packet) {
  return Buffer.from(packet.map((byte, i) => byte ^ mask[i % mask.length]));
}

function positioned(packet) {
  return Buffer.from(packet.map((byte, i) => byte ^ ((i + 1) & 255)));
}

/** All but the first byte, as the patch has it. */
function reversed(packet) {
  return Buffer.concat([packet.subarray(0, 1), Buffer.from(packet.subarray(1)).reverse()]);
}
