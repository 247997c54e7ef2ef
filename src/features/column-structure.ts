// Which bytes at the beginning and at the end of messages are the same in too many of them: fields of a header or of a trailer. Ciphertext has no such
// positions, whatever its messages are; structured messages have them from their beginning to their end.

import type { PayloadPool } from './payload-pool.ts';

export interface ColumnStructure {
  /** Bytes from the beginning of a message through the last structured position; 0 where there is none. */
  front: number;
  /** Bytes from the innermost structured position near the end of a message to its end. */
  back: number;
  /** 1 at each position from the beginning whose values repeat too often. */
  readonly isStructured: Uint8Array;
  /** Positions from the beginning that were looked at. */
  examined: number;
}

/** Positions that are looked at, from the beginning and from the end. */
export const FRONT_COLUMNS = 144;
const BACK_COLUMNS = 8;
/** −log2 of the chance that random messages have one such stretch of positions: below 1 in 100,000 for all stretches that are tried. */
const MIN_BITS = 26;
/** What a position without repetition takes from the bits of the stretch, and how many bits a stretch may have to lose. */
const GAP_BITS = 4;
const MAX_BITS = 32;
/** The last structured position is more than a pair among many: chance alone makes those. */
const MIN_LAST_BITS = 8;
const BITS_PER_BYTE = 8;
/** Longer ones carry names: of a session, of who sends and for whom. */
const SHORT_HEADER = 64;
const LONGEST_HEADER = 112;
const MIN_DENSITY = 2 / 3;

const tally = new Uint8Array(256);
const LOG2_CHOOSE = chooseTable(64);

export function createColumnStructure(): ColumnStructure {
  return { front: 0, back: 0, isStructured: new Uint8Array(FRONT_COLUMNS), examined: 0 };
}

/** Share of the positions from `skip` on whose values repeat too often. */
export function structuredShare({ isStructured, examined }: ColumnStructure, skip: number): number {
  let count = 0;
  for (let column = skip; column < examined; column++) count += isStructured[column];
  return examined > skip ? count / (examined - skip) : 0;
}

/**
 * What ends at `front` is a header: not too long, and where it is long, most of its positions repeat. Fields that stand here and there are records.
 * `isSearched`: the messages are some that were looked for, among which a long one has too many chances.
 */
export function isHeader({ front, isStructured }: ColumnStructure, isSearched: boolean): boolean {
  if (front <= SHORT_HEADER) return true;
  if (isSearched || front > LONGEST_HEADER) return false;
  let count = 0;
  for (let column = 0; column < front; column++) count += isStructured[column];
  return count >= MIN_DENSITY * front;
}

/** Of the stretches in `pool`, at most 64, as messages; equal messages must have been taken out. Fills and returns `found`. */
export function findColumnStructure(pool: PayloadPool, bytes: Uint8Array, found: ColumnStructure): ColumnStructure {
  found.back = structured(pool, bytes, BACK_COLUMNS, false, found);
  found.front = structured(pool, bytes, FRONT_COLUMNS, true, found);
  return found;
}

/** Bits of adjacent positions are added up, gaps take some away: where the sum passes the bound, all up to its last gain is structured. */
function structured(
  pool: PayloadPool,
  bytes: Uint8Array,
  columns: number,
  fromFront: boolean,
  found: ColumnStructure,
): number {
  let last = 0;
  found.examined = 0;
  found.isStructured.fill(0);
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const bits = columnBits(pool, bytes, column, fromFront);
    if (Number.isNaN(bits)) break;
    found.examined = column + 1;
    if (bits <= 0) {
      sum = Math.max(0, sum - GAP_BITS);
      continue;
    }
    sum = Math.min(MAX_BITS, sum + bits);
    if (sum < MIN_BITS || bits < MIN_LAST_BITS) continue;
    found.isStructured[column] = 1;
    last = column + 1;
  }
  return last;
}

/** −log2 of the chance that the most frequent value is as frequent among random bytes; 0 where none comes twice, NaN below two messages. */
function columnBits(pool: PayloadPool, bytes: Uint8Array, column: number, fromFront: boolean): number {
  let messages = 0;
  let most = 0;
  for (let m = 0; m < pool.count; m++) {
    const at = fromFront ? pool.starts[m] + column : pool.ends[m] - 1 - column;
    if (at < pool.starts[m] || at >= pool.ends[m]) continue;
    messages++;
    const count = ++tally[bytes[at]];
    if (count > most) most = count;
  }
  for (let m = 0; m < pool.count; m++) {
    const at = fromFront ? pool.starts[m] + column : pool.ends[m] - 1 - column;
    if (at >= pool.starts[m] && at < pool.ends[m]) tally[bytes[at]] = 0;
  }
  if (messages < 2) return Number.NaN;
  return most < 2 ? 0 : BITS_PER_BYTE * (most - 1) - LOG2_CHOOSE[messages][most];
}

/** log2 of n over k. */
function chooseTable(most: number): Float64Array[] {
  return Array.from({ length: most + 1 }, (_, n) => {
    const row = new Float64Array(n + 1);
    for (let k = 1; k <= n; k++) row[k] = row[k - 1] + Math.log2((n - k + 1) / k);
    return row;
  });
}
