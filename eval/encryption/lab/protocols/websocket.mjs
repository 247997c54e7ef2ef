// WebSocket over plain HTTP (RFC 6455): records sealed by the app, or JSON, or JSON compressed by the app. Client frames are masked, as they must be.

import { createHash, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { ByteReader } from '../byte-reader.mjs';
import { jsonText, plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { seal } from './sealing.mjs';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const KEY = createHash('sha256').update('a key for sockets').digest();
const BINARY = 2;
const TEXT = 1;

const BODIES = {
  sealed: (params, draw, size) => [BINARY, seal(params.cipher, KEY, plainBytes(draw, size))],
  sealed_text: (params, draw, size) => [
    TEXT,
    Buffer.from(JSON.stringify({ t: 'msg', d: seal(params.cipher, KEY, plainBytes(draw, size)).toString('base64') })),
  ],
  json: (_params, draw, size) => [TEXT, Buffer.from(jsonText(draw, size))],
  deflate: (_params, draw, size) => [BINARY, deflateRawSync(Buffer.from(jsonText(draw, size * 3)))],
};

export const websocket = {
  async client({ socket, params, draw, pause }) {
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET ${params.path} HTTP/1.1\r\nHost: rt.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    const reader = new ByteReader(socket);
    await readHead(reader);
    for (let round = 0; round < params.rounds; round++) {
      socket.write(frame(...BODIES[params.body](params, draw, drawSize(draw, params.up)), randomBytes(4)));
      if ((await readFrame(reader)) === undefined) throw new Error('the server closed before it answered');
      await pause();
    }
  },
  async server({ socket, params, draw }) {
    const reader = new ByteReader(socket);
    const head = await readHead(reader);
    const [, key] = /sec-websocket-key: (\S+)/i.exec(head);
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    while ((await readFrame(reader)) !== undefined) {
      socket.write(frame(...BODIES[params.body](params, draw, drawSize(draw, params.down)), undefined));
    }
  },
};

function frame(opcode, body, mask) {
  const masked = mask === undefined ? 0 : 0x80;
  const length =
    body.length < 126
      ? [body.length | masked]
      : body.length < 65_536
        ? [126 | masked, body.length >> 8, body.length & 255]
        : undefined;
  const head = Buffer.from([0x80 | opcode, ...length]);
  if (mask === undefined) return Buffer.concat([head, body]);
  return Buffer.concat([head, mask, Buffer.from(body.map((byte, i) => byte ^ mask[i & 3]))]);
}

async function readFrame(reader) {
  const head = await reader.read(2);
  if (head === undefined) return undefined;
  const short = head[1] & 0x7f;
  const length = short < 126 ? short : (await reader.read(2)).readUInt16BE();
  if (head[1] & 0x80) await reader.read(4);
  return length === 0 ? Buffer.alloc(0) : reader.read(length);
}

async function readHead(reader) {
  let text = '';
  while (!text.endsWith('\r\n\r\n')) {
    const byte = await reader.read(1);
    if (byte === undefined) throw new Error('no upgrade');
    text += byte.toString('latin1');
  }
  return text;
}
