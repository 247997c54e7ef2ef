// Protobuf messages over TCP: one field of them ciphertext (an envelope), or none (telemetry in the clear).

import { createHash } from 'node:crypto';
import { plainBytes, sentence } from '../content.mjs';
import { bytesField, doubleField, varintField } from '../protobuf.mjs';
import { drawSize } from '../random.mjs';
import { seal } from './sealing.mjs';

const KEY = createHash('sha256').update('a key for envelopes').digest();

export const protobufSealed = channelOf((params, draw, sizes, number) =>
  Buffer.concat([
    varintField(1, params.version),
    varintField(2, number),
    bytesField(3, Buffer.from(params.keyId)),
    bytesField(4, seal(params.cipher, KEY, plainBytes(draw, drawSize(draw, sizes)))),
    varintField(5, 1_790_000_000 + number),
  ]),
);

export const protobufClear = channelOf((params, draw, sizes, number) => {
  const parts = [varintField(1, params.version), varintField(2, number)];
  for (let bytes = 0; bytes < drawSize(draw, sizes); bytes += 40) {
    const reading = [
      doubleField(1, draw.normal() * 20),
      varintField(2, draw.whole(0, 5000)),
      bytesField(3, sentence(draw, 2)),
    ];
    parts.push(bytesField(6, Buffer.concat(reading)));
  }
  return Buffer.concat(parts);
});

function channelOf(message) {
  return {
    async client({ pipe, params, draw, pause }) {
      for (let round = 0; round < params.rounds; round++) {
        pipe.send(message(params, draw, params.up, round));
        if ((await pipe.receive()) === undefined) throw new Error('the server closed before it answered');
        await pause();
      }
    },
    async server({ pipe, params, draw }) {
      for (let number = 0; (await pipe.receive()) !== undefined; number++)
        pipe.send(message(params, draw, params.down, number));
    },
  };
}
