// All flows of an analysis as batches of columns. A flow is named by its position (batch and row); `order` sorts positions by start time.
// Positions depend on the number of workers, `order` does not.

import { orderByNumber } from '../base/number-order.ts';
import { addressText } from './address-text.ts';
import { shareZeros } from './compact-batch.ts';
import { BATCH_BITS, BATCH_ROWS, type BatchFlag, type FlowBatch } from './flow-batch.ts';
import { KEY_WORDS } from './flow-key.ts';

const ROW_MASK = BATCH_ROWS - 1;

export class FlowIndex {
  readonly batches: FlowBatch[] = [];
  /** Strings of the worker that made each batch. */
  readonly strings: (readonly string[])[] = [];
  /** Worker that made each batch: whose spill file holds its lines. */
  readonly workers: number[] = [];
  count = 0;

  /** The batch, which `compactBatch` may have been through, is the index's from then on. */
  add(batch: FlowBatch, worker: number, strings: readonly string[]): void {
    shareZeros(batch);
    this.batches.push(batch);
    this.workers.push(worker);
    this.strings.push(strings);
    this.count += batch.count;
  }

  batchOf(position: number): FlowBatch {
    return this.batches[position >>> BATCH_BITS];
  }

  rowOf(position: number): number {
    return position & ROW_MASK;
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
    for (let b = 0; b < this.batches.length; b++) {
      const batch = this.batches[b];
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
    return order.map((at) => positions[at]);
  }

  #compare(a: number, b: number): number {
    const first = this.batchOf(a);
    const second = this.batchOf(b);
    const i = this.rowOf(a);
    const j = this.rowOf(b);
    return (
      first.startNs[i] - second.startNs[j] ||
      first.capture[i] - second.capture[j] ||
      first.firstFrame[i] - second.firstFrame[j]
    );
  }
}
