// All flows of an analysis as batches of columns, in memory or on disk. A flow is named by its position (batch and row); `order` sorts positions by start time.
// Positions depend on the number of workers, `order` does not.

import { releaseBuffers } from '../base/columns.ts';
import { orderByNumber } from '../base/number-order.ts';
import { addressText } from './address-text.ts';
import { BatchPages } from './batch-pages.ts';
import { BATCH_BITS, BATCH_ROWS, type BatchFlag, type FlowBatch } from './flow-batch.ts';
import { KEY_WORDS } from './flow-key.ts';
import { GatheredBatch } from './gathered-batch.ts';

const ROW_MASK = BATCH_ROWS - 1;
/** Flows that are best gathered at once: some 15 MB. */
export const GATHERED_FLOWS = 1 << 16;

export class FlowIndex {
  readonly #batches: BatchPages;
  /** Strings of the worker that made each batch. */
  readonly strings: (readonly string[])[] = [];
  /** Worker that made each batch: whose spill file holds its lines. */
  readonly workers: number[] = [];
  count = 0;
  readonly #gathered = new GatheredBatch();
  #gatheredPositions: Uint32Array = new Uint32Array(0);
  /** By position, the row among the gathered ones plus one; 0 for most. Undefined before any were gathered. */
  #gatheredRows: Uint32Array | undefined;

  constructor(batches = new BatchPages()) {
    this.#batches = batches;
  }

  /** Flows are looked for on disk: those that are looked at together should be gathered first. */
  get isOnDisk(): boolean {
    return this.#batches.isOnDisk;
  }

  /** The batch, which `compactBatch` may have been through, is the index's from then on. */
  add(batch: FlowBatch, worker: number, strings: readonly string[]): void {
    this.count += batch.count;
    this.#batches.add(batch);
    this.workers.push(worker);
    this.strings.push(strings);
  }

  /** Valid until other flows are asked for, or gathered. */
  batchOf(position: number): FlowBatch {
    if (this.#gatheredRows !== undefined && this.#gatheredRows[position] !== 0) return this.#gathered.batch;
    return this.#batches.at(position >>> BATCH_BITS);
  }

  rowOf(position: number): number {
    const gathered = this.#gatheredRows === undefined ? 0 : this.#gatheredRows[position];
    return gathered === 0 ? position & ROW_MASK : gathered - 1;
  }

  /** Fetches flows that will be asked for soon, in one pass; those that were gathered before are let go. */
  gather(positions: Uint32Array): void {
    this.#gatheredRows ??= new Uint32Array(this.#batches.length * BATCH_ROWS);
    const rows = this.#gatheredRows;
    for (const position of this.#gatheredPositions) rows[position] = 0;
    this.#gatheredPositions = positions;
    positions.forEach((position, i) => {
      rows[position] = i + 1;
    });
    this.#gathered.begin(positions.length);
    const from = new Uint32Array(BATCH_ROWS);
    const to = new Uint32Array(BATCH_ROWS);
    const sorted = positions.slice().sort();
    // Many are read once each and take memory themselves: pages of what was asked for before would stand beside them.
    const areMany = positions.length > BATCH_ROWS;
    if (areMany) this.#batches.letGo();
    for (let i = 0; i < sorted.length; ) {
      const number = sorted[i] >>> BATCH_BITS;
      let count = 0;
      for (; i < sorted.length && sorted[i] >>> BATCH_BITS === number; i++) {
        from[count] = sorted[i] & ROW_MASK;
        to[count++] = rows[sorted[i]] - 1;
      }
      const batch = areMany ? this.#batches.passing(number) : this.#batches.at(number);
      this.#gathered.add(batch, from, to, count);
    }
    this.#gathered.finish();
  }

  /** Gives back the memory of what was gathered, and of the batches that were read back. */
  letGo(): void {
    this.#batches.letGo();
    for (const position of this.#gatheredPositions) (this.#gatheredRows as Uint32Array)[position] = 0;
    this.#gatheredPositions = new Uint32Array(0);
    this.#gathered.release();
  }

  /** Whether any packet named its UID. */
  hasPacketUids(): boolean {
    for (let number = 0; number < this.#batches.length; number++) {
      if (this.#batches.at(number).uidPackets.some((packets) => packets > 0)) return true;
    }
    return false;
  }

  text(position: number, id: number): string | undefined {
    return id === 0 ? undefined : this.strings[position >>> BATCH_BITS]?.[id];
  }

  /** Canonical text of an endpoint's address: side 0 originator, 1 responder. */
  address(position: number, side: number): string {
    return addressText(this.batchOf(position).key, this.rowOf(position) * KEY_WORDS + side * 4);
  }

  port(position: number, side: number): number {
    const ports = this.batchOf(position).key[this.rowOf(position) * KEY_WORDS + 8];
    return side === 0 ? ports >>> 16 : ports & 0xffff;
  }

  protocol(position: number): number {
    return this.batchOf(position).key[this.rowOf(position) * KEY_WORDS + 9];
  }

  hasFlag(position: number, flag: (typeof BatchFlag)[keyof typeof BatchFlag]): boolean {
    return (this.batchOf(position).flags[this.rowOf(position)] & flag) !== 0;
  }

  /** Positions by start, then capture piece, then first frame: the order of flows.ndjson. */
  order(): Uint32Array {
    const positions = new Uint32Array(this.count);
    const starts = new Float64Array(this.count);
    let n = 0;
    for (let b = 0; b < this.#batches.length; b++) {
      const batch = this.#batches.at(b);
      for (let row = 0; row < batch.count; row++) {
        positions[n] = (b << BATCH_BITS) | row;
        starts[n++] = batch.startUs[row];
      }
    }
    const order = orderByNumber(starts);
    for (let from = 0; from < order.length; ) {
      const whole = Math.floor(starts[order[from]]);
      let to = from + 1;
      while (to < order.length && Math.floor(starts[order[to]]) === whole) to++;
      if (to - from > 1) {
        order.subarray(from, to).sort((a, b) => starts[a] - starts[b] || this.#compare(positions[a], positions[b]));
      }
      from = to;
    }
    for (let i = 0; i < order.length; i++) order[i] = positions[order[i]];
    releaseBuffers([positions.buffer, starts.buffer]);
    return order;
  }

  #compare(a: number, b: number): number {
    const i = this.rowOf(a);
    const j = this.rowOf(b);
    const first = this.batchOf(a);
    const second = this.batchOf(b);
    return (
      first.startNs[i] - second.startNs[j] ||
      first.capture[i] - second.capture[j] ||
      first.firstFrame[i] - second.firstFrame[j]
    );
  }
}
