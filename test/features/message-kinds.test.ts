import { expect, test } from 'vitest';
import { candidateKinds, isOfKind } from '../../src/features/message-kinds.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const UDP = { protocol: 17 };
const random = randomNumbers(61);
const message = (type: number, bytes: number): SentMessage => ({
  from: 'orig',
  bytes: Buffer.concat([Uint8Array.of(0xa5, type), randomBytes(bytes, random)]),
});
const several = (count: number, type: number, bytes: number) =>
  Array.from({ length: count }, () => message(type, bytes));

test('datagrams are of one kind behind each opening of up to four', () => {
  const flow = finishedFlow(
    [80, 81, 82, 83, 84, 85, 86, 87, 88].map((bytes) => message(1, bytes)),
    UDP,
  );
  expect(candidateKinds(flow, 1).map(({ first, type, messages }) => [first, type, messages.length])).toEqual([
    [1, undefined, 8],
    [2, undefined, 7],
    [3, undefined, 6],
    [4, undefined, 5],
  ]);
  expect(candidateKinds(flow, 0)).toEqual([]);
});

test('messages as long as all the others open nothing', () => {
  expect(candidateKinds(finishedFlow(several(9, 1, 80), UDP), 1)).toEqual([]);
  const behind = candidateKinds(finishedFlow([...several(2, 1, 70), ...several(7, 1, 80)], UDP), 1);
  expect(behind.map(({ first }) => first)).toEqual([1, 2]);
});

test('a type byte tells the messages that have most of the bytes', () => {
  const flow = finishedFlow([...several(3, 1, 60), ...several(6, 7, 100), ...several(5, 9, 30), ...several(4, 7, 90)]);
  const [kind, ...others] = candidateKinds(flow, 1);
  expect(kind).toMatchObject({ first: 0, type: { at: 1, value: 7 }, from: 186, to: 1326 });
  expect(kind?.messages).toHaveLength(10);
  expect(others).toEqual([]);
  expect(flow.orig.prefix.subarray(186, 188)).toEqual(Uint8Array.of(0xa5, 7));
});

test('what is of one kind, too few or too short has none, and no kind comes twice', () => {
  expect(candidateKinds(finishedFlow(several(12, 1, 60)), 1)).toEqual([]);
  expect(candidateKinds(finishedFlow([...several(8, 1, 60), ...several(3, 2, 60)]), 1)).toHaveLength(1);
  expect(candidateKinds(finishedFlow([...several(4, 1, 10), ...several(4, 2, 10)], UDP), 1)).toEqual([]);
  // Two long ones behind an opening are as many bytes as four short ones.
  const few = candidateKinds(finishedFlow([...several(1, 1, 60), ...several(2, 2, 600)], UDP), 1);
  expect(few.map(({ first, messages }) => [first, messages.length])).toEqual([[1, 2]]);
  const twice = candidateKinds(finishedFlow([...several(2, 1, 60), ...several(8, 2, 90)], UDP), 1);
  expect(new Set(twice.map(({ from, messages }) => `${from} ${messages.length}`)).size).toBe(twice.length);
});

test('what is sent again counts once: three times the same hello and receipt are two messages in the clear', () => {
  const [hello] = several(1, 0, 300);
  const [receipt] = several(1, 0, 12);
  const sealed = several(5, 1, 100);
  const kinds = candidateKinds(finishedFlow([hello, hello, hello, receipt, receipt, ...sealed, sealed[4]], UDP), 1);
  expect(kinds.map(({ first, type, messages }) => [first, type?.value, messages.length])).toEqual([
    [3, undefined, 6],
    [5, undefined, 5],
    // Of messages that are long enough for a type byte, all but a receipt.
    [0, 0xa5, 6],
  ]);
  const typed = candidateKinds(finishedFlow([hello, hello, hello, ...sealed]), 1);
  expect(typed.map(({ type, messages }) => [type, messages.length])).toEqual([[{ at: 1, value: 1 }, 5]]);
});

test('a message is told by its number and its type byte', () => {
  const kind = { first: 2, type: undefined };
  expect([isOfKind(kind, 1, new Uint8Array(50)), isOfKind(kind, 2, new Uint8Array(50))]).toEqual([false, true]);
  const typed = { first: 0, type: { at: 1, value: 7 } };
  expect(isOfKind(typed, 0, message(7, 40).bytes)).toBe(true);
  expect(isOfKind(typed, 0, message(8, 40).bytes)).toBe(false);
  expect(isOfKind(typed, 0, message(7, 4).bytes)).toBe(false);
});

test('what a kind is said to reach to is what a test of 2,048 bytes holds of it', () => {
  const flow = finishedFlow([message(1, 98), ...several(12, 7, 298)], UDP);
  const [kind] = candidateKinds(flow, 1);
  // Messages of 300 bytes behind one of 100: six, and 248 bytes of the seventh.
  expect(kind).toMatchObject({ first: 1, from: 100, to: 100 + 2048 });
});
