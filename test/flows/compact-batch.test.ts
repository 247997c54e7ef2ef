import { describe, expect, it } from 'vitest';
import { compactBatch, shareZeros } from '../../src/flows/compact-batch.ts';
import { BATCH_ROWS, batchBuffers, createFlowBatch } from '../../src/flows/flow-batch.ts';
import { KEY_WORDS } from '../../src/flows/flow-key.ts';
import { packedMeasure, packMeasures } from '../../src/flows/packed-measures.ts';

function batchOfTwo() {
  const batch = createFlowBatch();
  batch.count = 2;
  batch.startUs[1] = 5;
  // The last cells of columns of one byte and of four.
  batch.endReason[BATCH_ROWS - 1] = 3;
  batch.uidFrame[BATCH_ROWS - 1] = 9;
  packMeasures(batch.measures, 0, Float64Array.of(1, Number.NaN, 3), Int32Array.of(0, 1, 2));
  packMeasures(batch.measures, 1, Float64Array.of(Number.NaN, 2, Number.NaN), Int32Array.of(0, 1, 2));
  return batch;
}

describe('a compact batch', () => {
  it('holds no columns of zeros and no room for more values', () => {
    const batch = batchOfTwo();
    const before = batchBuffers(batch).reduce((sum, { byteLength }) => sum + byteLength, 0);
    compactBatch(batch);
    const after = batchBuffers(batch).reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(after).toBeLessThan(before / 4);
    expect(batch.uid).toHaveLength(0);
    expect(batch.startUs).toHaveLength(BATCH_ROWS);
    expect(batch.endReason).toHaveLength(BATCH_ROWS);
    expect(batch.uidFrame).toHaveLength(BATCH_ROWS);
    expect(batch.measures.values).toHaveLength(3);
  });

  it('is followed by an empty one, made of what it does not need', () => {
    const batch = batchOfTwo();
    const { uid, measures, messageTimes } = batch;
    const room = measures.values;
    const next = compactBatch(batch);
    expect(next.uid).toBe(uid);
    expect(next.measures.values).toBe(room);
    expect(next.count + next.measures.used + next.messageTimes.used).toBe(0);
    expect(next.startUs).toEqual(new Float64Array(BATCH_ROWS));
    expect(next.startUs).not.toBe(batch.startUs);
    expect(next.messageTimes).not.toBe(messageTimes);
    packMeasures(next.measures, 0, Float64Array.of(8, 9, 10), Int32Array.of(0, 1, 2));
    expect([...batch.measures.values]).toEqual([1, 3, 2]);
  });

  it('says the same as before', () => {
    const plain = batchOfTwo();
    const batch = batchOfTwo();
    compactBatch(batch);
    shareZeros(batch);
    for (let row = 0; row < 2; row++) {
      for (let position = 0; position < 3; position++) {
        expect(packedMeasure(batch.measures, row, position)).toBe(packedMeasure(plain.measures, row, position));
      }
      for (const name of ['startUs', 'endUs', 'uid', 'tlsRandom', 'confidence', 'endReason', 'flags'] as const) {
        expect(batch[name][row], name).toBe(plain[name][row]);
      }
    }
    expect(batch.key[BATCH_ROWS * KEY_WORDS - 1]).toBe(0);
    expect(batch.messageTimes.count[BATCH_ROWS - 1]).toBe(0);
    expect(batch.uidFrame[BATCH_ROWS - 1]).toBe(9);
  });

  it('shares its zeros with other batches', () => {
    const batches = [batchOfTwo(), batchOfTwo()];
    for (const batch of batches) {
      compactBatch(batch);
      shareZeros(batch);
    }
    expect(batches[0]?.uid).toBe(batches[1]?.uid);
    expect(batches[0]?.startUs).not.toBe(batches[1]?.startUs);
  });
});
