// Ciphertext that dresses up: TLS record headers without a TLS handshake, and MTProto's obfuscated transport (core.telegram.org/mtproto/mtproto-transports).

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ByteReader } from '../byte-reader.mjs';
import { plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { seal } from './sealing.mjs';

const KEY = createHash('sha256').update('a key for lookalikes').digest();

/** Application data records from the first byte, or behind a handshake record of random bytes. */
export const fakeTls = {
  async client({ socket, params, draw, pause }) {
    const reader = new ByteReader(socket);
    if (params.hello) socket.write(record(22, Buffer.concat([Buffer.from([1, 0, 1, 0xfc, 3, 3]), randomBytes(506)])));
    for (let round = 0; round < params.rounds; round++) {
      socket.write(record(23, seal(params.cipher, KEY, plainBytes(draw, drawSize(draw, params.up)))));
      if ((await readRecord(reader)) === undefined) throw new Error('the server closed before it answered');
      await pause();
    }
  },
  async server({ socket, params, draw }) {
    const reader = new ByteReader(socket);
    for (;;) {
      const message = await readRecord(reader);
      if (message === undefined) return;
      if (message.type !== 23) continue;
      socket.write(record(23, seal(params.cipher, KEY, plainBytes(draw, drawSize(draw, params.down)))));
    }
  },
};

export const mtproto = {
  async client({ socket, params, draw, pause }) {
    const { header, encipher, decipher } = newHeader();
    const reader = new ByteReader(socket);
    socket.write(header);
    for (let round = 0; round < params.rounds; round++) {
      socket.write(encipher.update(intermediate(draw, params.up)));
      const head = decipher.update((await reader.read(4)) ?? Buffer.alloc(0));
      if (head.length < 4) throw new Error('the server closed before it answered');
      decipher.update(await reader.read(head.readUInt32LE()));
      await pause();
    }
  },
  async server({ socket, params, draw }) {
    const reader = new ByteReader(socket);
    const header = await reader.read(64);
    if (header === undefined) return;
    const decipher = createDecipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
    decipher.update(header);
    const reversed = Buffer.from(header.subarray(8, 56)).reverse();
    const encipher = createCipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32, 48));
    for (;;) {
      const head = await reader.read(4);
      if (head === undefined) return;
      decipher.update(await reader.read(decipher.update(head).readUInt32LE()));
      socket.write(encipher.update(intermediate(draw, params.down)));
    }
  },
};

/** 64 random bytes whose last eight, once encrypted, name the transport: 0xeeeeeeee is "intermediate". */
function newHeader() {
  const header = randomBytes(64);
  header[0] = 0x2a;
  header.fill(0xee, 56, 60);
  const encipher = createCipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
  const encrypted = encipher.update(header);
  const reversed = Buffer.from(header.subarray(8, 56)).reverse();
  const decipher = createDecipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32, 48));
  encrypted.copy(header, 56, 56);
  return { header, encipher, decipher };
}

/** u32 length, then auth_key_id, msg_key and the encrypted message: all uniform, as its inner encryption makes it. */
function intermediate(draw, sizes) {
  const body = Buffer.concat([
    KEY.subarray(0, 8),
    randomBytes(16),
    seal('aes-256-gcm', KEY, plainBytes(draw, drawSize(draw, sizes))),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

function record(type, body) {
  return Buffer.concat([Buffer.from([type, 3, 3, body.length >> 8, body.length & 255]), body]);
}

async function readRecord(reader) {
  const head = await reader.read(5);
  return head && { type: head[0], body: await reader.read(head.readUInt16BE(3)) };
}
