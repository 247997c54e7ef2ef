// A home-made channel: an agreement on a key, then records sealed one by one. The families of every framing are this protocol.

import { plainBytes } from '../content.mjs';
import { cellBytes } from '../framing.mjs';
import { drawSize } from '../random.mjs';
import { agreeAsClient, agreeAsServer } from './agreement.mjs';
import { overheadBytes, seal, unseal } from './sealing.mjs';

export const sealed = {
  async client({ pipe, params, draw, pause, serverRsaKey }) {
    const key = await agreeAsClient(params.agreement, pipe.send, pipe.receive, serverRsaKey);
    for (let round = 0; round < params.rounds; round++) {
      pipe.send(seal(params.cipher, key, record(params, draw, params.up)));
      const answer = await pipe.receive();
      if (answer === undefined) throw new Error('the server closed before it answered');
      unseal(params.cipher, key, answer);
      await pause();
    }
  },
  async server({ pipe, params, draw }) {
    const key = await agreeAsServer(params.agreement, pipe.send, pipe.receive);
    for (;;) {
      const message = await pipe.receive();
      if (message === undefined) return;
      unseal(params.cipher, key, message);
      pipe.send(seal(params.cipher, key, record(params, draw, params.down)));
    }
  },
};

/** A record of the drawn size, or one that fills a cell. */
export function record({ framing, cipher }, draw, sizes) {
  if (!framing.startsWith('cell')) return plainBytes(draw, drawSize(draw, sizes));
  return plainBytes(draw, cellBytes(framing) - overheadBytes(cipher));
}
