// Home-made UDP: sealed records behind a short clear header, and in the clear: game states, sensor readings, media in RTP.

import { createHash, randomBytes } from 'node:crypto';
import { plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { seal } from './sealing.mjs';

const KEY = createHash('sha256').update('a key for datagrams').digest();

export const sealedDatagrams = {
  transport: 'udp',
  datagram({ params, draw, sizes, number, session }) {
    const body = seal(params.cipher, KEY, plainBytes(draw, drawSize(draw, sizes)));
    return Buffer.concat([clearHeader(params.header, number, session), body]);
  },
};

/** Positions and speeds as quantised numbers, most of which hardly change: what games send. */
export const gameDatagrams = {
  transport: 'udp',
  datagram({ params, draw, number, session, state }) {
    state.entities ??= Array.from({ length: params.entities }, () => [draw.normal() * 500, draw.normal() * 500, 0, 0]);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(0x5a17);
    head.writeUInt16LE(number & 0xffff, 2);
    head.writeUInt32LE(session, 4);
    const parts = state.entities.map((entity, id) => {
      entity[0] += entity[2] = entity[2] * 0.9 + draw.normal();
      entity[1] += entity[3] = entity[3] * 0.9 + draw.normal();
      return params.packed ? packedEntity(id, entity) : floatEntity(id, entity);
    });
    return Buffer.concat([head, ...parts]);
  },
};

/** A tag, a length and a value each: battery, temperature, position, counters. */
export const sensorDatagrams = {
  transport: 'udp',
  datagram({ params, draw, number, session }) {
    const parts = [Buffer.from([0xa5, params.version, number & 255])];
    for (let tag = 1; tag <= params.readings; tag++) {
      const value = Buffer.alloc(tag % 3 === 0 ? 8 : 4);
      if (tag % 3 === 0) value.writeDoubleBE(47 + draw.normal() / 1000);
      else value.writeUInt32BE(session + number * tag + draw.whole(0, 40));
      parts.push(Buffer.from([tag, value.length]), value);
    }
    return Buffer.concat(parts);
  },
};

/** RTP (RFC 3550) with encoded audio or video in its payload: uniform-looking, and not encrypted. */
export const rtpDatagrams = {
  transport: 'udp',
  datagram({ params, draw, number, session, state, media }) {
    state.at ??= draw.whole(0, Math.floor(media.length / 2));
    const size = drawSize(draw, params.up);
    const payload = media.subarray(state.at, state.at + size);
    state.at = (state.at + size) % Math.max(1, media.length - size);
    const head = Buffer.from([0x80, params.payloadType, number >> 8, number & 255, 0, 0, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE((number * 960) >>> 0, 4);
    head.writeUInt32BE(session, 8);
    return Buffer.concat([head, payload]);
  },
};

function clearHeader(kind, number, session) {
  if (kind === 'none') return Buffer.alloc(0);
  const head = Buffer.alloc(kind === 'counter' ? 4 : 8);
  if (kind === 'counter') head.writeUInt32BE(number);
  else {
    head.writeUInt32LE(session);
    head.writeUInt32LE(number, 4);
  }
  return head;
}

function floatEntity(id, [x, y, dx, dy]) {
  const bytes = Buffer.alloc(18);
  bytes.writeUInt16LE(id);
  for (const [i, value] of [x, y, dx, dy].entries()) bytes.writeFloatLE(value, 2 + 4 * i);
  return bytes;
}

function packedEntity(id, [x, y, dx, dy]) {
  const bytes = Buffer.alloc(9);
  bytes[0] = id;
  for (const [i, value] of [x * 8, y * 8, dx * 64, dy * 64].entries()) {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value))), 1 + 2 * i);
  }
  return bytes;
}

export function newSession() {
  return randomBytes(4).readUInt32LE();
}
