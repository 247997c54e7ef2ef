import { expect, it } from 'vitest';
import { compactBatch, shareZeros } from '../../src/flows/compact-batch.ts';
import { createFlowBatch, type FlowBatch } from '../../src/flows/flow-batch.ts';
import { GatheredBatch } from '../../src/flows/gathered-batch.ts';
import { messageTimesOf } from '../../src/flows/message-times.ts';
import { packedMeasure, packMeasures } from '../../src/flows/packed-measures.ts';
import { sampledMessages } from '../../src/flows/sibling-samples.ts';

/** Rows 0 to 3; row r of batch b is told by the number 10 b + r. */
function batch(number: number): FlowBatch {
  const made = createFlowBatch();
  const { messageTimes, siblingSamples } = made;
  messageTimes.values = new Float64Array(4);
  siblingSamples.values = new Uint8Array(64);
  for (let row = 0; row < 4; row++) {
    const told = number * 10 + row;
    made.count++;
    made.startUs[row] = told;
    made.key.fill(told, row * 10, row * 10 + 10);
    made.packets2.set([told, told + 1], row * 2);
    packMeasures(made.measures, row, Float64Array.of(row === 1 ? Number.NaN : told, told / 4), Int32Array.of(0, 1));
    messageTimes.at[row] = messageTimes.used;
    messageTimes.count[row] = row % 2;
    if (row % 2 === 1) messageTimes.values[messageTimes.used++] = told;
    siblingSamples.at[row] = siblingSamples.used;
    siblingSamples.bytes[row] = 5;
    siblingSamples.values.set([1, 0, 9, 1, told], siblingSamples.used);
    siblingSamples.used += 5;
    made.flowKeys.push({ row, id: told, algorithm: 0, fromOriginator: 0, isBare: false, isCertificate: false });
    made.rsaFields.push({ row, name: told, fromOriginator: 1, unitBytes: 256, units: 1, leadingMax: 9, leadingSum: 9 });
    if (row === 3) made.mixedUids.push({ row, uid: told, packets: 1, frame: 1 });
  }
  if (number === 1) made.uid[2] = 10_101;
  compactBatch(made);
  shareZeros(made);
  return made;
}

function told({ batch: gathered }: GatheredBatch, row: number) {
  return {
    start: gathered.startUs[row],
    key: gathered.key[row * 10 + 9],
    packets: [...gathered.packets2.subarray(row * 2, row * 2 + 2)],
    measures: [packedMeasure(gathered.measures, row, 0), packedMeasure(gathered.measures, row, 1)],
    times: [...(messageTimesOf(gathered.messageTimes, row) ?? [])],
    sample: sampledMessages(gathered.siblingSamples, row).map(({ bytes }) => bytes[0]),
    uid: gathered.uid[row],
  };
}

const expected = (number: number, row: number) => {
  const name = number * 10 + row;
  return {
    start: name,
    key: name,
    packets: [name, name + 1],
    measures: [row === 1 ? Number.NaN : name, name / 4],
    times: row % 2 === 1 ? [name] : [],
    sample: [name],
    uid: number === 1 && row === 2 ? 10_101 : 0,
  };
};

it('gathers rows of several batches in an order of their own, again and again', () => {
  const gathered = new GatheredBatch();
  gathered.begin(3);
  gathered.add(batch(1), Uint32Array.of(2, 3), Uint32Array.of(2, 0), 2);
  gathered.add(batch(2), Uint32Array.of(1), Uint32Array.of(1), 1);
  gathered.finish();
  expect([0, 1, 2].map((row) => told(gathered, row))).toEqual([expected(1, 3), expected(2, 1), expected(1, 2)]);
  expect(gathered.batch.flowKeys.map(({ row, id }) => [row, id])).toEqual([
    [0, 13],
    [1, 21],
    [2, 12],
  ]);
  expect(gathered.batch.rsaFields.map(({ row, name }) => [row, name])).toEqual([
    [0, 13],
    [1, 21],
    [2, 12],
  ]);
  expect(gathered.batch.mixedUids).toEqual([{ row: 0, uid: 13, packets: 1, frame: 1 }]);
  // Fewer rows, of which nothing of the rows before is left, not even where a batch has zeros alone.
  gathered.begin(3);
  gathered.add(batch(2), Uint32Array.of(0, 2, 3), Uint32Array.of(0, 2, 1), 3);
  gathered.finish();
  expect([0, 1, 2].map((row) => told(gathered, row))).toEqual([expected(2, 0), expected(2, 3), expected(2, 2)]);
  expect(gathered.batch.mixedUids.map(({ uid }) => uid)).toEqual([23]);
  gathered.begin(1);
  gathered.add(batch(1), Uint32Array.of(0), Uint32Array.of(0), 1);
  gathered.finish();
  expect(told(gathered, 0)).toEqual(expected(1, 0));
  expect(gathered.batch.flowKeys).toHaveLength(1);
});
