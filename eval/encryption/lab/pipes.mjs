// Messages over a socket: framed in the clear, or inside a cipher that runs over the whole stream and shows no length at all.

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ByteReader } from './byte-reader.mjs';
import { frame, readFrame } from './framing.mjs';

const STREAM_KEY = createHash('sha256').update('a stream key in the app').digest();

/** `{ send(body), receive() }` over a TCP socket; `framing` of framing.mjs, 'none' for the stream cipher, 'raw' for chunks as they come. */
export function pipeOver(socket, { framing, magic = '', opening = 16 }) {
  if (framing === 'none') return streamCipherPipe(socket, opening);
  if (framing === 'raw') return rawPipe(socket);
  const head = Buffer.from(magic, 'hex');
  const reader = new ByteReader(socket);
  return {
    send: (body) => socket.write(frame(framing, body, head)),
    receive: () => readFrame(framing, reader, head.length),
  };
}

/** The first `opening` bytes of a direction are random, the first 16 of them the IV; then AES-256-CTR over `u16 length | body`. */
function streamCipherPipe(socket, opening) {
  const reader = new ByteReader(socket);
  let encipher;
  let decipher;
  const decipher16 = async (count) => {
    if (decipher === undefined) {
      const start = await reader.read(opening);
      if (start === undefined) return undefined;
      decipher = createDecipheriv('aes-256-ctr', STREAM_KEY, start.subarray(0, 16));
    }
    const bytes = await reader.read(count);
    return bytes && decipher.update(bytes);
  };
  return {
    send(body) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(body.length);
      const parts = [];
      if (encipher === undefined) {
        const start = randomBytes(opening);
        encipher = createCipheriv('aes-256-ctr', STREAM_KEY, start.subarray(0, 16));
        parts.push(start);
      }
      parts.push(encipher.update(Buffer.concat([length, body])));
      socket.write(Buffer.concat(parts));
    },
    async receive() {
      const length = await decipher16(2);
      return length && decipher16(length.readUInt16BE());
    },
  };
}

function rawPipe(socket) {
  const iterator = socket[Symbol.asyncIterator]();
  return {
    send: (body) => socket.write(body),
    receive: async () => (await iterator.next()).value,
  };
}
