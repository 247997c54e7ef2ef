// A finished batch takes the room that its flows need: columns of values are cut to what is used, and columns of zeros alone (UIDs where no
// packet names one, domains where nobody asked for names) are not held: all batches share one. A million flows take a third less.

import { BATCH_ROWS, createFlowBatch, type FlowBatch } from './flow-batch.ts';

type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;
type Columns = Record<string, unknown>;

/**
 * To be called when no more rows are added. Columns of zeros become empty ones, so that nothing of them is sent to another thread.
 * Returns an empty batch that goes on with them and with the room for values.
 */
export function compactBatch(batch: FlowBatch): FlowBatch {
  // One shape for all batches: those that read them are compiled once.
  const next = createFlowBatch(0);
  const targets = columnsOf(next);
  columnsOf(batch).forEach((columns, i) => {
    passOn(columns, targets[i]);
  });
  for (const [from, to] of [
    [batch.measures, next.measures],
    [batch.messageTimes, next.messageTimes],
    [batch.siblingSamples, next.siblingSamples],
  ] as const) {
    to.values = from.values;
    from.values = from.values.slice(0, from.used) as never;
  }
  return next;
}

/** Columns of zeros: those of `columns` where they are, else new ones. */
function passOn(columns: Columns, next: Columns): void {
  for (const [name, column] of Object.entries(columns)) {
    if (!isColumn(column) || name === 'values') continue;
    if (isZero(column)) {
      next[name] = column;
      columns[name] = column.slice(0, 0);
    } else next[name] = new (column.constructor as new (length: number) => Column)(column.length);
  }
}

/** Gives the columns that were found to be zeros their rows again, which nobody may write to. */
export function shareZeros(batch: FlowBatch): void {
  for (const columns of columnsOf(batch)) {
    for (const [name, column] of Object.entries(columns)) {
      if (isColumn(column) && column.length === 0) columns[name] = zerosLike(column);
    }
  }
}

/** A batch's own columns, then those of what it holds of its flows besides: always in this order. */
export function columnsOf(batch: FlowBatch): Columns[] {
  return [batch, batch.measures, batch.messageTimes, batch.siblingSamples].map(
    (columns) => columns as unknown as Columns,
  );
}

export function isColumn(value: unknown): value is Column {
  return ArrayBuffer.isView(value);
}

/** One of the columns that all batches share. */
export function isSharedZeros(column: Column): boolean {
  return zeros.get(column.constructor.name) === column;
}

/** Whole numbers of four bytes at once: columns of 4,096 rows have no rest. */
function isZero(column: Column): boolean {
  const words = new Int32Array(column.buffer, column.byteOffset, column.byteLength >> 2);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  for (let i = words.length * (4 / column.BYTES_PER_ELEMENT); i < column.length; i++) if (column[i] !== 0) return false;
  return true;
}

const zeros = new Map<string, Column>();
/** The widest column has a flow's key in a row. */
const WIDEST = 10;

function zerosLike(column: Column): Column {
  const { name } = column.constructor;
  let shared = zeros.get(name);
  if (shared === undefined) {
    shared = new (column.constructor as new (length: number) => Column)(BATCH_ROWS * WIDEST);
    zeros.set(name, shared);
  }
  return shared;
}
