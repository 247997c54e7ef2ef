import { describe, expect, it } from 'vitest';
import { BatchPages } from '../../src/flows/batch-pages.ts';
import { columnsOf, compactBatch, isColumn, shareZeros } from '../../src/flows/compact-batch.ts';
import { createFlowBatch, type FlowBatch } from '../../src/flows/flow-batch.ts';
import { packedMeasure, packMeasures } from '../../src/flows/packed-measures.ts';
import { batchFile } from '../support/batch-file.ts';

function batch(seed: number): FlowBatch {
  const made = createFlowBatch();
  made.count = 2;
  made.startUs[1] = 1.7e15 + seed;
  made.flags[0] = seed;
  made.siblingSamples.values = Uint8Array.of(seed, seed + 1, seed + 2);
  made.siblingSamples.used = 3;
  made.flowKeys.push({ row: 1, id: seed, algorithm: 2, fromOriginator: 1, isBare: false, isCertificate: false });
  made.rsaFields.push({
    row: 1,
    name: seed,
    fromOriginator: 1,
    unitBytes: 256,
    units: 1,
    leadingMax: 9,
    leadingSum: 9,
  });
  packMeasures(made.measures, 1, Float64Array.of(Number.NaN, seed + 0.5), Int32Array.of(0, 1));
  compactBatch(made);
  return made;
}

/** All columns, one behind the other. */
function contentOf(made: FlowBatch): Buffer {
  const columns = columnsOf(made).flatMap((own) => Object.values(own).filter(isColumn));
  return Buffer.concat(
    columns.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

describe('the batches of a run', () => {
  it('come back from disk as they were', () => {
    const { file } = batchFile();
    const pages = new BatchPages(() => file, 0);
    for (let seed = 0; seed < 5; seed++) pages.add(batch(seed));
    expect([pages.length, pages.isOnDisk]).toEqual([5, true]);
    for (const seed of [4, 0, 3, 3, 1, 2]) {
      const expected = batch(seed);
      shareZeros(expected);
      const found = pages.at(seed);
      expect(columnsOf(found).map(Object.keys)).toEqual(columnsOf(expected).map(Object.keys));
      expect(contentOf(found).equals(contentOf(expected))).toBe(true);
      expect([found.count, found.siblingSamples.used, found.flowKeys]).toEqual([2, 3, expected.flowKeys]);
      expect(found.rsaFields).toEqual(expected.rsaFields);
      expect([packedMeasure(found.measures, 1, 0), packedMeasure(found.measures, 1, 1)]).toEqual([
        Number.NaN,
        seed + 0.5,
      ]);
    }
  });

  it('are read in passing without a page, and anew when the pages were let go', () => {
    const { file } = batchFile();
    const pages = new BatchPages(() => file, 0);
    for (let seed = 0; seed < 3; seed++) pages.add(batch(seed));
    const paged = pages.at(0);
    expect(pages.passing(0)).toBe(paged);
    for (const seed of [1, 2]) {
      const expected = batch(seed);
      shareZeros(expected);
      expect(contentOf(pages.passing(seed)).equals(contentOf(expected))).toBe(true);
    }
    expect(pages.at(0)).toBe(paged);
    expect(paged.startUs[1]).toBe(1.7e15);
    pages.letGo();
    expect(paged.startUs.length).toBe(0);
    const again = batch(0);
    shareZeros(again);
    expect(contentOf(pages.at(0)).equals(contentOf(again))).toBe(true);
  });

  it('stay in memory while they are few, and without a file always', () => {
    const pages = new BatchPages(() => {
      throw new Error('opened');
    });
    const without = new BatchPages(undefined, 0);
    for (const list of [pages, without]) {
      const added = batch(1);
      list.add(added);
      expect(list.isOnDisk).toBe(false);
      expect(list.at(0)).toBe(added);
      expect(list.at(0).uid[0]).toBe(0);
    }
  });

  it('leave what they came in, from the second on or when they go to disk', () => {
    const { file } = batchFile();
    const pages = new BatchPages(() => file, 300_000);
    const added: FlowBatch[] = [];
    while (!pages.isOnDisk) {
      const made = batch(added.length);
      const { buffer } = made.startUs;
      pages.add(made);
      if (added.length > 0) expect(buffer.byteLength).toBe(0);
      added.push(made);
      if (!pages.isOnDisk) for (const [seed, { startUs }] of added.entries()) expect(startUs[1]).toBe(1.7e15 + seed);
    }
    expect(added.length).toBeGreaterThan(2);
    expect(added.every(({ startUs }) => startUs.length === 0)).toBe(true);
  });

  it('make no memory for many while there is one', () => {
    const pages = new BatchPages(() => batchFile().file);
    pages.add(batch(0));
    const { buffer } = pages.at(0).startUs;
    pages.add(batch(1));
    expect(buffer.byteLength).toBeLessThan(1 << 20);
    expect(pages.at(0).startUs.buffer).toBe(buffer);
    expect(pages.at(1).startUs.buffer.byteLength).toBeGreaterThan(32 << 20);
  });

  it('go to disk all together when there are too many', () => {
    const { file, asked } = batchFile();
    const pages = new BatchPages(() => file, 100_000);
    let added = 0;
    while (!pages.isOnDisk) pages.add(batch(added++));
    expect(added).toBeGreaterThan(1);
    for (let seed = 0; seed < added; seed++) expect(pages.at(seed).startUs[1]).toBe(1.7e15 + seed);
    expect(asked).toHaveLength(added);
  });

  it('are read once while few others are asked for, and again afterwards', () => {
    const { file, asked } = batchFile();
    const pages = new BatchPages(() => file, 0);
    for (let seed = 0; seed < 60; seed++) pages.add(batch(seed));
    pages.at(0);
    pages.at(0);
    expect(asked).toHaveLength(1);
    for (let seed = 1; seed < 60; seed++) pages.at(seed);
    expect(pages.at(0).flags[0]).toBe(0);
    expect(pages.at(59).flags[0]).toBe(59);
    expect(asked).toHaveLength(61);
  });
});
