// Home-made TCP in the clear: compressed messages, media files, readings as tag, length, value, and a lamp's control protocol.

import { jsonText } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { compress } from './compression.mjs';

const CHUNK_BYTES = 16_384;
const PALETTE = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [255, 180, 60],
  [255, 128, 0],
  [128, 0, 128],
  [0, 200, 200],
  [255, 20, 147],
];

/** Every message compressed by itself. */
export const compressedStream = streamOf(({ params, draw, sizes }) =>
  compress(params.coding, Buffer.from(jsonText(draw, drawSize(draw, sizes)))),
);

/** Files of the media cache in pieces; the client asks for them in a few bytes. */
export const mediaStream = {
  async client({ pipe, params, draw, pause }) {
    for (let round = 0; round < params.rounds; round++) {
      pipe.send(Buffer.from(`GETF ${draw.whole(1, 9999)} ${params.format} v1\n`));
      const wanted = await pipe.receive();
      if (wanted === undefined) throw new Error('the server closed before it answered');
      await pause();
    }
  },
  async server({ pipe, draw, files }) {
    while ((await pipe.receive()) !== undefined) pipe.send(draw.pick(files).subarray(0, CHUNK_BYTES));
  },
};

/** Binary readings, most of them small numbers in wide fields. */
export const telemetryStream = streamOf(({ params, draw, number }) => {
  const parts = [Buffer.from([params.version, number & 255, params.readings])];
  for (let tag = 0; tag < params.readings; tag++) {
    const value = Buffer.alloc(tag % 4 === 3 ? 8 : 4);
    if (tag % 4 === 3) value.writeDoubleLE(draw.normal() * 30 + tag);
    else if (tag % 4 === 2) value.writeFloatLE(draw.normal() * 5);
    else value.writeUInt32LE(1000 * tag + number + draw.whole(0, 300));
    parts.push(Buffer.from([tag, value.length]), value);
  }
  return Buffer.concat(parts);
});

/** Commands of a few bytes between a start and an end mark; colours of a palette, dimmed. */
export const lampStream = streamOf(({ draw, number }) => {
  const level = draw.pick([255, 255, 200, 128, 64]);
  const colours = Array.from({ length: draw.whole(1, 30) }, () =>
    draw.pick(PALETTE).map((part) => Math.round((part * level) / 255)),
  );
  const body = [0x03, number & 255, draw.whole(0, 10), colours.length, ...colours.flat()];
  return Buffer.from([0x5a, body.length >> 8, body.length & 255, ...body, 0xa5]);
});

function streamOf(message) {
  return {
    async client({ pipe, params, draw, pause }) {
      for (let number = 0; number < params.rounds; number++) {
        pipe.send(message({ params, draw, sizes: params.up, number }));
        if ((await pipe.receive()) === undefined) throw new Error('the server closed before it answered');
        await pause();
      }
    },
    async server({ pipe, params, draw }) {
      for (let number = 0; (await pipe.receive()) !== undefined; number++)
        pipe.send(message({ params, draw, sizes: params.down, number }));
    },
  };
}
