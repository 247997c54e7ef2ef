// Selected numbers of a batch's flows, packed: a bit set of those that are known, then their values. Most flows know few of them.

import { grown } from '../base/columns.ts';

/** Numbers a flow can have; two words of the bit set. */
export const MAX_MEASURES = 64;

export interface PackedMeasures {
  /** Two words a row: bit i of them tells whether number i is known. */
  known2: Uint32Array;
  /** Where the row's values begin. */
  valuesAt: Uint32Array;
  values: Float32Array;
  used: number;
}

export function createPackedMeasures(rows: number): PackedMeasures {
  return {
    known2: new Uint32Array(rows * 2),
    valuesAt: new Uint32Array(rows),
    values: new Float32Array(0),
    used: 0,
  };
}

/** Keeps what is known of `numbers[sources[i]]`; NaN is unknown. A row is written once. */
export function packMeasures(packed: PackedMeasures, row: number, numbers: Float64Array, sources: Int32Array): void {
  if (packed.used + sources.length > packed.values.length) {
    packed.values = grown(packed.values, Math.max(8192, packed.values.length * 2));
  }
  const { values } = packed;
  let used = packed.used;
  packed.valuesAt[row] = used;
  let low = 0;
  let high = 0;
  for (let i = 0; i < sources.length; i++) {
    const value = numbers[sources[i]];
    if (Number.isNaN(value)) continue;
    values[used++] = value;
    if (i < 32) low |= 1 << i;
    else high |= 1 << (i - 32);
  }
  packed.known2[row * 2] = low;
  packed.known2[row * 2 + 1] = high;
  packed.used = used;
}

/** Number `position` of a row; NaN where it is unknown. */
export function packedMeasure(packed: PackedMeasures, row: number, position: number): number {
  const low = packed.known2[row * 2];
  const word = position < 32 ? low : packed.known2[row * 2 + 1];
  const bit = 1 << (position & 31);
  if ((word & bit) === 0) return Number.NaN;
  const before = bitsSet(word & (bit - 1)) + (position < 32 ? 0 : bitsSet(low));
  return packed.values[packed.valuesAt[row] + before];
}

/** How many numbers of a row are known. */
export function measuresKnown({ known2 }: PackedMeasures, row: number): number {
  return bitsSet(known2[row * 2]) + bitsSet(known2[row * 2 + 1]);
}

function bitsSet(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
