// Home-made protocols whose flows are too short to be judged alone: a clear header of fields, then a few sealed bytes, in datagrams or over a
// connection for each message; and clear ones of the same shape, with random identifiers where the others have ciphertext.

import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { ByteReader } from '../byte-reader.mjs';
import { plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { seal } from './sealing.mjs';

const KEY = createHash('sha256').update('a key for short messages').digest();
const COMMANDS = [1, 2, 0x17, 0x62];
const GOSSIP_IDS = 60;
const ID_BYTES = 20;

/** Header, sealed body, trailer. */
export const shortDatagrams = {
  transport: 'udp',
  datagram: ({ params, draw, number, session }) => message(params, draw, number, session, sealedBody),
};

/** The same with readings, a token and a name in the place of ciphertext. */
export const shortClearDatagrams = {
  transport: 'udp',
  datagram: ({ params, draw, number, session }) => message(params, draw, number, session, clearBody),
};

/** What a device broadcasts: one record under a fixed key, block by block, again and again; of several devices. */
export const blockDatagrams = {
  transport: 'udp',
  datagram({ params, draw, number, session, state }) {
    state.record ??= JSON.stringify({
      ip: `192.168.1.${draw.whole(2, 254)}`,
      id: randomBytes(10).toString('hex'),
      active: draw.whole(0, 2),
      ability: 0,
      mode: 'auto',
      key: randomBytes(8).toString('hex'),
      version: `3.${draw.whole(1, 5)}`,
    });
    const cipher = createCipheriv('aes-128-ecb', KEY.subarray(0, 16), null);
    const body = Buffer.concat([cipher.update(state.record), cipher.final()]);
    return framed(params, draw, number, session, body);
  },
};

/** What peers tell each other: who they are, a number of the exchange, and ids of others out of a small crowd. */
export const gossipDatagrams = {
  transport: 'udp',
  datagram({ params, draw, number, session, state }) {
    state.own ??= idOf(draw.whole(0, GOSSIP_IDS - 1));
    const others = Array.from({ length: draw.whole(1, params.ids) }, () => peer(draw));
    return framed(params, draw, number, session, Buffer.concat([randomBytes(4), state.own, ...others]));
  },
};

/** A connection for each message, as push services and telemetry kits do. */
export const shortStream = {
  async client({ socket, params, draw, pause }) {
    const reader = new ByteReader(socket);
    const session = draw.whole(1, 2 ** 31);
    for (let round = 0; round < params.rounds; round++) {
      socket.write(message(params, draw, round, session, sealedBody));
      if ((await reader.read(answerBytes(params))) === undefined)
        throw new Error('the server closed before it answered');
      await pause();
    }
  },
  async server({ socket, params, draw }) {
    const reader = new ByteReader(socket);
    const header = headerBytes(params);
    for (let number = 0; ; number++) {
      if ((await reader.read(header - 2)) === undefined) return;
      const length = (await reader.read(2)).readUInt16BE();
      await reader.read(length + trailerOf(params).length);
      socket.write(framed(params, draw, number, 0, randomSealed(params, draw, params.answer)));
    }
  },
};

function message(params, draw, number, session, body) {
  return framed(params, draw, number, session, body(params, draw, number, session));
}

/** Magic, version, command, number, account, what else the layout has, length; then body and trailer. */
function framed({ magic, account, padding, trailer }, draw, number, session, body) {
  const magicBytes = Buffer.from(magic, 'hex');
  const fields = Buffer.alloc(4);
  fields.writeUInt16BE(draw.pick(COMMANDS));
  fields.writeUInt16BE(number, 2);
  const owner = Buffer.alloc(4);
  owner.writeUInt32BE(account === 'fixed' ? 0x12ab34cd : session >>> 0);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([magicBytes, fields, owner, Buffer.alloc(padding), length, body, Buffer.from(trailer, 'hex')]);
}

function headerBytes({ magic, padding }) {
  return magic.length / 2 + 4 + 4 + padding + 2;
}

function trailerOf({ trailer }) {
  return Buffer.from(trailer, 'hex');
}

function answerBytes(params) {
  return headerBytes(params) + sealedBytes(params, params.answer) + trailerOf(params).length;
}

function sealedBody(params, draw) {
  return randomSealed(
    params,
    draw,
    params.blocks ? 8 * Math.ceil(drawSize(draw, params.up) / 8) : drawSize(draw, params.up),
  );
}

/** `bare`: a stream cipher under a nonce that both sides count, so that nothing is added. */
function randomSealed({ cipher }, draw, bytes) {
  if (cipher !== 'bare') return seal(cipher, KEY, plainBytes(draw, bytes));
  const encipher = createCipheriv('aes-128-ctr', KEY.subarray(0, 16), randomBytes(16));
  return encipher.update(plainBytes(draw, bytes));
}

function sealedBytes({ cipher }, bytes) {
  return cipher === 'bare' ? bytes : bytes + 28;
}

function clearBody({ readings, token }, draw, number, session) {
  const parts = [randomBytes(token), Buffer.from(`dev-${session % 90}`)];
  for (let tag = 0; tag < readings; tag++) {
    const value = Buffer.alloc(4);
    if (tag % 2 === 0) value.writeFloatLE(21 + draw.normal());
    else value.writeUInt32BE(1_790_000_000 + number * 30 + draw.whole(0, 20));
    parts.push(Buffer.from([tag, 4]), value);
  }
  return Buffer.concat(parts);
}

function peer(draw) {
  return Buffer.concat([
    idOf(draw.whole(0, GOSSIP_IDS - 1)),
    Buffer.from([10, 0, draw.whole(0, 3), draw.whole(1, 254), 0x1a, 0xe1]),
  ]);
}

function idOf(number) {
  return createHash('sha256').update(`peer ${number}`).digest().subarray(0, ID_BYTES);
}
