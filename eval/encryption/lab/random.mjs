// Draws that a seed repeats: parameters of captures, sizes and contents of messages. Keys and nonces come from node:crypto instead.

import { generator } from '../bootstrap.mjs';

/** `seed`: any text. */
export function seededDraw(seed) {
  let state = 0x811c9dc5;
  // FNV-1a, to fold the text into the generator's 32 bits.
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  const next = generator(state);
  return {
    share: next,
    /** Whole number from `least` to `most`, both included. */
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)],
    shuffled: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy;
    },
    /** Normal deviate by Box and Muller. */
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Bytes of a message: `sizes` is `{ kind: 'constant' | 'spread' | 'lognormal' | 'blocks', bytes }`. */
export function drawSize(draw, { kind, bytes }) {
  if (kind === 'constant') return bytes;
  if (kind === 'spread') return Math.max(8, Math.round(bytes * (0.7 + 0.6 * draw.share())));
  if (kind === 'blocks') return 16 * draw.whole(1, Math.max(2, Math.round(bytes / 8)));
  return Math.min(60_000, Math.max(8, Math.round(bytes * Math.exp(0.9 * draw.normal()))));
}
