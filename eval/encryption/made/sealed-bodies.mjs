// The counterpart: ciphertext of home-made protocols that carry ids in the clear as well, in the same frames. What is sealed is drawn as uniform bytes.

import { createCipheriv } from 'node:crypto';
import { number, randomBytes } from './values.mjs';

const size = (draw, state) => Math.max(24, Math.round(state.bytes * Math.exp(0.6 * draw.normal())));
const sealed = (draw, state) => randomBytes(draw, size(draw, state));
const inBlocks = (draw, state) => randomBytes(draw, 16 * Math.max(2, Math.round(size(draw, state) / 16)));
const state = (draw) => ({
  bytes: draw.whole(60, 400),
  own: randomBytes(draw, 32),
  other: randomBytes(draw, 32),
  key: randomBytes(draw, 16),
  count: 0,
});
const both = (body) => ({ state, ask: body, answer: body });

/** As CLEAR_BODIES. */
export const SEALED_BODIES = {
  nonce_and_text: both((draw, at) => Buffer.concat([randomBytes(draw, 12), sealed(draw, at)])),
  text_alone: both(sealed),
  counter_and_text: both((draw, at) => Buffer.concat([number(at.count++, 8), sealed(draw, at)])),
  blocks: both(inBlocks),
  /** A relay: from whom, to whom, sealed. */
  relayed: both((draw, at) => Buffer.concat([at.own, at.other, sealed(draw, at)])),
  /** The key's id, a nonce, sealed. */
  key_id: both((draw, at) => Buffer.concat([at.own.subarray(0, 16), randomBytes(draw, 24), sealed(draw, at)])),
  /** Several pieces, each with its length and its nonce. */
  pieces: both((draw, at) =>
    Buffer.concat(
      Array.from({ length: draw.whole(1, 4) }, () => {
        const piece = Buffer.concat([randomBytes(draw, 12), sealed(draw, at)]);
        return Buffer.concat([number(piece.length, 2), piece]);
      }),
    ),
  ),
  cells: both((draw) => randomBytes(draw, 256)),
  /** A key of one use in front of each message. */
  each_with_key: both((draw, at) => Buffer.concat([randomBytes(draw, 32), inBlocks(draw, at)])),
  code_book: both((draw, at) => {
    const words = [
      '{"type":"report",',
      '"device":"phone7"',
      ',"state":"idle","',
      `count":${draw.whole(1e6, 9e6)},`,
      '"where":"kitchen"',
    ];
    const text = Array.from({ length: draw.whole(3, 12) }, () => draw.pick(words)).join('');
    const cipher = createCipheriv('aes-128-ecb', at.key, null);
    return Buffer.concat([cipher.update(text), cipher.final()]);
  }),
};
