import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchPages } from '../../src/flows/batch-pages.ts';
import { compactBatch } from '../../src/flows/compact-batch.ts';
import { BATCH_ROWS, BatchFlag, createFlowBatch, type FlowBatch } from '../../src/flows/flow-batch.ts';
import { FlowIndex } from '../../src/flows/flow-index.ts';
import { batchFile } from '../support/batch-file.ts';

interface Row {
  startUs: number;
  startNs: number;
  capture: number;
  firstFrame: number;
}

/** On disk from the first batch on. */
function pagedIndex(): FlowIndex {
  const { file } = batchFile();
  return new FlowIndex(new BatchPages(() => file, 0));
}

function batchOf(rows: readonly Row[]): FlowBatch {
  const batch = createFlowBatch();
  for (const { startUs, startNs, capture, firstFrame } of rows) {
    const at = batch.count++;
    batch.startUs[at] = startUs;
    batch.startNs[at] = startNs;
    batch.capture[at] = capture;
    batch.firstFrame[at] = firstFrame;
  }
  return batch;
}

/** As the shards of a run send them. */
function compacted(rows: readonly Row[]): FlowBatch {
  const batch = batchOf(rows);
  compactBatch(batch);
  return batch;
}

const rowAt = (index: FlowIndex, position: number): Row => {
  const batch = index.batchOf(position);
  const row = index.rowOf(position);
  return {
    startUs: batch.startUs[row],
    startNs: batch.startNs[row],
    capture: batch.capture[row],
    firstFrame: batch.firstFrame[row],
  };
};

const byStart = (a: Row, b: Row) =>
  a.startUs - b.startUs || a.startNs - b.startNs || a.capture - b.capture || a.firstFrame - b.firstFrame;

describe('the index of flows', () => {
  it('orders by start, capture and first frame, whoever measured them and in whatever batches', () => {
    const row = fc.record({
      startUs: fc.constantFrom(0, 1, 1.7e15, 1.7e15 + 1),
      startNs: fc.nat(2),
      capture: fc.nat(1),
      firstFrame: fc.nat(50),
    });
    const unique = fc.uniqueArray(row, { selector: (one) => JSON.stringify(one), maxLength: 60 });
    fc.assert(
      fc.property(unique, fc.array(fc.nat(60), { maxLength: 4 }), fc.boolean(), (rows, cuts, isPaged) => {
        const ends = [...new Set(cuts.map((cut) => Math.min(cut, rows.length)))].sort((a, b) => a - b);
        const index = isPaged ? pagedIndex() : new FlowIndex();
        let from = 0;
        for (const to of [...ends, rows.length]) {
          index.add(compacted(rows.slice(from, to)), 0, []);
          from = to;
        }
        expect(index.count).toBe(rows.length);
        const ordered = [...index.order()].map((position) => rowAt(index, position));
        expect(ordered).toEqual([...rows].sort(byStart));
      }),
    );
  });

  it('names rows of full batches', () => {
    const index = new FlowIndex();
    const rows = Array.from({ length: BATCH_ROWS + 5 }, (_, i) => ({
      startUs: -i,
      startNs: 0,
      capture: 0,
      firstFrame: i,
    }));
    index.add(batchOf(rows.slice(0, BATCH_ROWS)), 0, []);
    index.add(batchOf(rows.slice(BATCH_ROWS)), 1, []);
    const order = index.order();
    expect(order).toHaveLength(BATCH_ROWS + 5);
    expect(rowAt(index, order[0]).firstFrame).toBe(BATCH_ROWS + 4);
    expect(rowAt(index, order[BATCH_ROWS + 4]).firstFrame).toBe(0);
    expect(index.workers).toEqual([0, 1]);
  });

  it('fetches flows that are asked for together, and lets them go', () => {
    const index = pagedIndex();
    const rows = Array.from({ length: 40 }, (_, i) => ({
      startUs: i,
      startNs: i % 2,
      capture: 0,
      firstFrame: 100 + i,
    }));
    for (let from = 0; from < rows.length; from += 10) {
      index.add(compacted(rows.slice(from, from + 10)), 0, []);
    }
    expect(index.isOnDisk).toBe(true);
    const order = index.order();
    for (const ranks of [[39, 0, 20, 11], [3, 39], [], [5]]) {
      index.gather(Uint32Array.from(ranks, (rank) => order[rank]));
      expect(Array.from(order, (position) => rowAt(index, position))).toEqual(rows);
      expect(ranks.map((rank) => index.rowOf(order[rank]))).toEqual(ranks.map((_, at) => at));
    }
    index.gather(order.slice(3, 9));
    const { startUs } = index.batchOf(order[4]);
    index.letGo();
    expect(startUs).toHaveLength(0);
    expect(Array.from(order, (position) => rowAt(index, position))).toEqual(rows);
  });

  it('reads texts from the strings of the worker that made the batch, as far as they have come', () => {
    const index = new FlowIndex();
    const first: string[] = [''];
    index.add(batchOf([{ startUs: 0, startNs: 0, capture: 0, firstFrame: 1 }]), 0, first);
    index.add(batchOf([{ startUs: 1, startNs: 0, capture: 0, firstFrame: 2 }]), 1, ['', 'dns']);
    const [a, b] = index.order();
    expect(index.text(a, 1)).toBeUndefined();
    first.push('tls');
    expect([index.text(a, 1), index.text(b, 1)]).toEqual(['tls', 'dns']);
    expect(index.text(a, 0)).toBeUndefined();
  });

  it('reads endpoints, protocol and flags', () => {
    const batch = batchOf([{ startUs: 0, startNs: 0, capture: 0, firstFrame: 1 }]);
    batch.key.set([0, 0, 0xffff, 0x0a00020f, 0, 0, 0xffff, 0xc0000201 | 0, (40_000 << 16) | 443, 6]);
    batch.flags[0] = BatchFlag.syn;
    const index = new FlowIndex();
    index.add(batch, 0, []);
    const [position] = index.order();
    expect([index.address(position, 0), index.port(position, 0)]).toEqual(['10.0.2.15', 40_000]);
    expect([index.address(position, 1), index.port(position, 1)]).toEqual(['192.0.2.1', 443]);
    expect(index.protocol(position)).toBe(6);
    expect([index.hasFlag(position, BatchFlag.syn), index.hasFlag(position, BatchFlag.synAck)]).toEqual([true, false]);
  });
});
