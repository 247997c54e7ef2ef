// A Noise handshake and then records, as a messenger runs it. The client of IK knows the responder's static key beforehand.

import { plainBytes } from '../content.mjs';
import { drawSize } from '../random.mjs';
import { newNoiseKeys, noiseHandshake } from './noise.mjs';

export const noise = {
  async client({ pipe, params, draw, pause, serverNoiseKey }) {
    const channel = await shake(pipe, params, true, newNoiseKeys(), serverNoiseKey);
    for (let round = 0; round < params.rounds; round++) {
      pipe.send(channel.encrypt(plainBytes(draw, drawSize(draw, params.up))));
      channel.decrypt(await pipe.receive());
      await pause();
    }
  },
  async server({ pipe, params, draw, noiseKeys }) {
    const channel = await shake(pipe, params, false, noiseKeys, undefined);
    for (;;) {
      const message = await pipe.receive();
      if (message === undefined) return;
      channel.decrypt(message);
      pipe.send(channel.encrypt(plainBytes(draw, drawSize(draw, params.down))));
    }
  },
};

function shake(pipe, { pattern, cipher }, isInitiator, own, responderKey) {
  const { send, receive } = pipe;
  return noiseHandshake({ pattern, cipher, isInitiator, own, responderKey, send, receive, payload: Buffer.alloc(0) });
}
