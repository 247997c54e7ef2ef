import { expect, test } from 'vitest';
import { findExchangedId } from '../../src/features/exchanged-ids.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(73);
const some = (bytes: number) => randomBytes(bytes, random);
const ids = Array.from({ length: 6 }, () => some(32));
const asks = (...numbers: number[]): SentMessage => ({
  from: 'orig',
  bytes: Buffer.concat([some(6), ...numbers.map((i) => ids[i] as Uint8Array)]),
});
const answers = (...numbers: number[]): SentMessage => ({
  from: 'resp',
  bytes: Buffer.concat([some(9), ...numbers.flatMap((i) => [ids[i] as Uint8Array, some(68)])]),
});
const found = (messages: SentMessage[], origFrom = 0, respFrom = 0) =>
  findExchangedId(finishedFlow(messages), origFrom, respFrom);

test('ids that are asked for and answered are found, with where the first stands', () => {
  expect(found([asks(0, 1), answers(1, 0), asks(2), answers(3, 2)])).toEqual({
    bytes: 32,
    first: { fromOriginator: 1, offset: 38 },
    again: { fromOriginator: 0, offset: 9 },
  });
});

test('one byte of each changed, and they are gone', () => {
  const changed = (message: SentMessage): SentMessage => ({
    ...message,
    bytes: message.bytes.map((byte, i) => ((i - 9) % 100 === 15 ? byte ^ 1 : byte)),
  });
  const answered = [answers(1, 0), answers(3, 2)].map(changed) as [SentMessage, SentMessage];
  expect(found([asks(0, 1), answered[0], asks(2), answered[1]])).toBeUndefined();
});

test('who sends to whom is no list, and neither is what stands at one place of all', () => {
  const relayed = (from: 'orig' | 'resp', a: number, b: number): SentMessage => ({
    from,
    bytes: Buffer.concat([ids[a] as Uint8Array, ids[b] as Uint8Array, some(120)]),
  });
  expect(
    found([relayed('orig', 0, 1), relayed('resp', 1, 0), relayed('orig', 0, 1), relayed('resp', 1, 0)]),
  ).toBeUndefined();
  expect(found([0, 1, 2, 0, 1, 2].map((i) => relayed(i % 2 === 0 ? 'orig' : 'resp', i, 3)))).toBeUndefined();
});

test('ids of a clear opening say nothing of what follows it', () => {
  const opening = [asks(0, 1), answers(1, 0), asks(2), answers(3, 2)];
  const sealed: SentMessage[] = [
    { from: 'orig', bytes: some(300) },
    { from: 'resp', bytes: some(300) },
  ];
  const sizes = { orig: 0, resp: 0 };
  for (const { from, bytes } of opening) sizes[from] += bytes.length;
  expect(found([...opening, ...sealed])).toBeDefined();
  expect(found([...opening, ...sealed], sizes.orig, sizes.resp)).toBeUndefined();
});

test('random bytes name nothing', () => {
  for (let i = 0; i < 100; i++)
    expect(
      found([
        { from: 'orig', bytes: some(1000) },
        { from: 'resp', bytes: some(1500) },
      ]),
    ).toBeUndefined();
  expect(found([])).toBeUndefined();
});
