// A hash over the features of all flows that does not depend on their order: two runs that measured the same have the same digest.

import type { FeatureRow } from '../features/feature.ts';

/** FNV-1a's prime, over 32-bit words instead of bytes. */
const PRIME = 0x01000193;
const words = new WeakMap<Float64Array, Int32Array>();

export function digestOfRow(row: FeatureRow, frame: number): number {
  let hash = digestOf(wordsOf(row.numbers), row.numbers.length, Math.imul(frame, PRIME));
  for (const { count, values } of row.vectors) if (count > 0) hash = digestOf(wordsOf(values), count, hash);
  return hash;
}

function digestOf(numbers: Int32Array, count: number, seed: number): number {
  let hash = seed;
  for (let i = 0; i < count * 2; i++) hash = Math.imul(hash ^ numbers[i], PRIME);
  return hash;
}

/** A row's memory is used again and again: its views are made once. */
function wordsOf(numbers: Float64Array): Int32Array {
  let view = words.get(numbers);
  if (view === undefined) {
    view = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
    words.set(numbers, view);
  }
  return view;
}
