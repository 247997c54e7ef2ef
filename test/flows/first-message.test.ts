import { expect, test } from 'vitest';
import { firstMessageEnd } from '../../src/flows/first-message.ts';
import { finishedFlow } from '../support/finished-flow.ts';

const bytes = (length: number) => new Uint8Array(length);

test('the first message ends where the next of its direction starts', () => {
  const flow = finishedFlow([
    { from: 'orig', bytes: bytes(30) },
    { from: 'resp', bytes: bytes(50) },
    { from: 'orig', bytes: bytes(7) },
    { from: 'resp', bytes: bytes(8) },
    { from: 'orig', bytes: bytes(9) },
  ]);
  expect(firstMessageEnd(flow, 1)).toBe(30);
  expect(firstMessageEnd(flow, 0)).toBe(50);
});

test('a direction of one message, or of none, ends with its prefix', () => {
  const flow = finishedFlow([{ from: 'orig', bytes: bytes(30) }]);
  expect(firstMessageEnd(flow, 1)).toBe(30);
  expect(firstMessageEnd(flow, 0)).toBe(0);
});

test('an empty datagram is not a message to parse', () => {
  const flow = finishedFlow([
    { from: 'orig', bytes: bytes(0) },
    { from: 'orig', bytes: bytes(12) },
    { from: 'orig', bytes: bytes(5) },
  ]);
  expect(firstMessageEnd(flow, 1)).toBe(12);
});

test('a message that starts beyond the prefix cannot move the end beyond it', () => {
  const flow = finishedFlow([
    { from: 'orig', bytes: bytes(9000) },
    { from: 'orig', bytes: bytes(5) },
  ]);
  expect(firstMessageEnd(flow, 1)).toBe(flow.orig.prefix.length);
});
