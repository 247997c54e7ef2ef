// Rows of many batches gathered in one, in an order of their own: what lies apart in time but is looked at together. One such batch, used again
// and again. Column by column and as words of three sizes, because a loop over few kinds of arrays is several times as fast (bench).

import { ColumnRoom } from '../base/column-room.ts';
import { moved, releaseBuffers } from '../base/columns.ts';
import { columnsOf, isColumn, isSharedZeros } from './compact-batch.ts';
import { batchBuffers, createFlowBatch, type FlowBatch, RARE_LISTS } from './flow-batch.ts';
import { measuresKnown } from './packed-measures.ts';

/** A column begins at a multiple of its widest element. */
const BYTES_ROUNDED = 8;

/** Lists of values of different lengths: where a row's begin, and how many there are. */
const RAGGED = [
  { name: 'measures', at: 'valuesAt', count: (batch: FlowBatch, row: number) => measuresKnown(batch.measures, row) },
  { name: 'messageTimes', at: 'at', count: (batch: FlowBatch, row: number) => batch.messageTimes.count[row] },
  { name: 'siblingSamples', at: 'at', count: (batch: FlowBatch, row: number) => batch.siblingSamples.bytes[row] },
] as const;

export class GatheredBatch {
  batch: FlowBatch = createFlowBatch(0);
  #rows = 0;

  /** Room for `rows` rows; what was gathered before is void. */
  begin(rows: number): void {
    if (rows > this.#rows) {
      this.release();
      this.batch = batchInOneRoom(rows);
      this.#rows = rows;
    }
    const { batch } = this;
    batch.count = rows;
    for (const name of RARE_LISTS) batch[name] = [];
    for (const { name } of RAGGED) batch[name].used = 0;
  }

  /** Gives its memory back; what was gathered is void. */
  release(): void {
    const buffers = new Set(batchBuffers(this.batch));
    this.batch = createFlowBatch(0);
    this.#rows = 0;
    releaseBuffers([...buffers]);
  }

  /** Copies rows `from[0 … count − 1]` of a batch to the rows `to[0 … count − 1]`. */
  add(source: FlowBatch, from: Uint32Array, to: Uint32Array, count: number): void {
    const targets = columnsOf(this.batch);
    columnsOf(source).forEach((columns, i) => {
      for (const [name, column] of Object.entries(columns)) {
        if (name === 'values' || !isColumn(column)) continue;
        const target = wordsOf(targets[i][name] as Uint32Array);
        const words = target.length / this.#rows;
        copyWords(isSharedZeros(column) ? undefined : wordsOf(column as Uint32Array), target, words, from, to, count);
      }
    });
    for (const ragged of RAGGED) this.#addValues(ragged, source, from, to, count);
    this.#addRare(source, from, to, count);
  }

  /** To be called after the last row was added. */
  finish(): void {
    for (const name of RARE_LISTS) this.batch[name].sort((a, b) => a.row - b.row);
  }

  #addValues(
    { name, at, count: countOf }: (typeof RAGGED)[number],
    source: FlowBatch,
    from: Uint32Array,
    to: Uint32Array,
    count: number,
  ): void {
    const list = this.batch[name];
    const target = list as unknown as { [key: string]: Uint32Array; values: Uint32Array } & { used: number };
    const own = source[name] as unknown as { [key: string]: Uint32Array; values: Uint32Array };
    let needed = list.used;
    for (let i = 0; i < count; i++) needed += countOf(source, from[i]);
    if (needed > target.values.length) target.values = moved(target.values, Math.max(needed, target.values.length * 2));
    for (let i = 0; i < count; i++) {
      const values = countOf(source, from[i]);
      const start = own[at][from[i]];
      target[at][to[i]] = list.used;
      for (let k = 0; k < values; k++) target.values[list.used + k] = own.values[start + k];
      list.used += values;
    }
  }

  /** What few rows have. */
  #addRare(source: FlowBatch, from: Uint32Array, to: Uint32Array, count: number): void {
    if (RARE_LISTS.every((name) => source[name].length === 0)) return;
    const places = new Map<number, number>();
    for (let i = 0; i < count; i++) places.set(from[i], to[i]);
    for (const name of RARE_LISTS) {
      const target: { row: number }[] = this.batch[name];
      for (const entry of source[name]) {
        const row = places.get(entry.row);
        if (row !== undefined) target.push({ ...entry, row });
      }
    }
  }
}

/** A batch whose columns lie in memory that the system takes back as a whole; values have their own. */
function batchInOneRoom(rows: number): FlowBatch {
  const batch = createFlowBatch(0);
  const targets = columnsOf(batch);
  const widths = columnsOf(createFlowBatch(1)).flatMap((columns, i) =>
    Object.entries(columns).flatMap(([name, column]) =>
      isColumn(column) && name !== 'values' ? [{ target: targets[i], name, column }] : [],
    ),
  );
  const bytes = widths.reduce((sum, { column }) => sum + column.byteLength * rows + BYTES_ROUNDED, 0);
  const room = new ColumnRoom(bytes, widths.length);
  for (const { target, name, column } of widths) {
    target[name] = room.take(column.constructor as Uint32ArrayConstructor, rows * column.length);
  }
  return batch;
}

type Words = Uint8Array | Uint16Array | Uint32Array;

/** The same bytes, whatever numbers they are. */
function wordsOf(column: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number }): Words {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: size } = column;
  if (size === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (size === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** `words`: of a row. `source` undefined: zeros. */
function copyWords(
  source: Words | undefined,
  target: Words,
  words: number,
  from: Uint32Array,
  to: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const start = from[i] * words;
    const end = to[i] * words;
    for (let word = 0; word < words; word++) target[end + word] = source === undefined ? 0 : source[start + word];
  }
}
