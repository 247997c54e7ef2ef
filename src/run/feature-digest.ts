// A hash over the features of all flows that does not depend on their order: two runs that measured the same have the same digest.

import type { FeatureRow } from '../features/feature.ts';

/** FNV-1a's prime, over 32-bit words instead of bytes. */
const PRIME = 0x01000193;
const words = new WeakMap<Float64Array, Int32Array>();
const number = new Float64Array(1);
const numberWords = new Int32Array(number.buffer);

export function digestOfRow(row: FeatureRow, frame: number): number {
  let view = words.get(row.numbers);
  if (view === undefined) {
    view = new Int32Array(row.numbers.buffer, row.numbers.byteOffset, row.numbers.length * 2);
    words.set(row.numbers, view);
  }
  let hash = Math.imul(frame, PRIME);
  for (let i = 0; i < view.length; i++) hash = Math.imul(hash ^ view[i], PRIME);
  for (const vector of row.vectors) {
    if (vector === undefined) continue;
    for (let i = 0; i < vector.length; i++) {
      number[0] = vector[i];
      hash = Math.imul(Math.imul(hash ^ numberWords[0], PRIME) ^ numberWords[1], PRIME);
    }
  }
  return hash;
}
