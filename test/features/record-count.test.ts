import { expect, test } from 'vitest';
import { countedRecord, countedRecordOf } from '../../src/features/record-count.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(53);
const COUNTS = [3, 1, 7, 2, 5, 7];

/** A header of six bytes, a count, records. */
const lists = (record: number, countOf: (count: number) => number, counts = COUNTS) =>
  counts.map((count) =>
    Buffer.concat([Buffer.from('mlist1'), Buffer.of(0, countOf(count)), randomBytes(record * count, random)]),
  );
const record = (messages: readonly Uint8Array[]) =>
  countedRecord(
    messages,
    messages.map(({ length }) => length),
  );

test('a count of records that fill the messages is found, in either order of bytes', () => {
  for (const bytes of [20, 32, 37, 96]) expect(record(lists(bytes, (count) => count))).toBe(bytes);
  const swapped = lists(32, (count) => count).map((message) => message.fill(0, 7, 8));
  for (const [i, count] of COUNTS.entries()) swapped[i]?.writeUInt16LE(count, 6);
  expect(record(swapped)).toBe(32);
});

test('lengths in bytes and in blocks are no counts of records, nor is what does not agree with one of the messages', () => {
  expect(record(lists(1, (count) => count))).toBeUndefined();
  expect(record(lists(16, (count) => count))).toBeUndefined();
  expect(record(lists(32, (count) => (count === 5 ? 4 : count)))).toBeUndefined();
});

test('three sizes are enough for records as long as ids, four for others', () => {
  expect(record(lists(32, (count) => count, [1, 4, 2, 4]))).toBe(32);
  expect(record(lists(37, (count) => count, [1, 4, 2, 4]))).toBeUndefined();
  expect(record(lists(32, (count) => count, [1, 4, 4, 1]))).toBeUndefined();
});

test('random messages have none', () => {
  for (let i = 0; i < 300; i++) {
    const messages = Array.from({ length: 9 }, () => randomBytes(16 + Math.floor(random() * 300), random));
    expect(record(messages)).toBeUndefined();
  }
});

test('the messages of one direction of a flow are looked at, as far as they were kept', () => {
  const messages = lists(20, (count) => count);
  const flow = finishedFlow(
    messages.flatMap((bytes) => [
      { from: 'orig' as const, bytes },
      { from: 'resp' as const, bytes: randomBytes(30, random) },
    ]),
  );
  expect(countedRecordOf(flow, 1)).toBe(20);
  expect(countedRecordOf(flow, 0)).toBeUndefined();
});
