// Ciphertext in DNS: questions whose labels are base32 of it, TXT answers that are base64 of it (RFC 1035). And ordinary lookups beside them.

import { createHash } from 'node:crypto';
import { plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { seal } from './sealing.mjs';

const KEY = createHash('sha256').update('a key for names').digest();
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const LABEL_BYTES = 60;
const TXT = 16;
const A = 1;

export const sealedDns = {
  transport: 'udp',
  datagram({ params, draw, number, isServer, question }) {
    if (isServer) {
      const text = seal('chacha20-poly1305', KEY, plainBytes(draw, drawSize(draw, params.down))).toString('base64');
      return answer(question, TXT, strings(text));
    }
    const encoded = base32(seal('chacha20-poly1305', KEY, plainBytes(draw, drawSize(draw, params.up))));
    const labels = encoded.match(new RegExp(`.{1,${LABEL_BYTES}}`, 'g')).slice(0, 3);
    return query(number, [...labels, ...params.domain.split('.')], TXT);
  },
};

export const plainDns = {
  transport: 'udp',
  datagram({ params, draw, number, isServer, question }) {
    if (!isServer)
      return query(
        number,
        [draw.pick(['api', 'www', 'cdn', 'img-7', 'edge-mqtt', 'b-graph']), ...params.domain.split('.')],
        A,
      );
    return answer(question, A, Buffer.from([192, 0, 2, draw.whole(1, 250)]));
  },
};

function query(id, labels, type) {
  const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const name = labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([head, ...name, Buffer.from([0, 0, type, 0, 1])]);
}

function answer(question, type, data) {
  const head = Buffer.from(question.subarray(0, 12));
  head[2] = 0x81;
  head[3] = 0x80;
  head[7] = 1;
  const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, question.subarray(12), record, data]);
}

function strings(text) {
  return Buffer.concat(
    text.match(/.{1,250}/g).map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)])),
  );
}

function base32(bytes) {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text;
}
