import { expect, test } from 'vitest';
import { innerFlow } from '../../src/flows/inner-flow.ts';
import { finishedFlow } from '../support/finished-flow.ts';

test('bodies make prefixes and messages, and everything else stays', () => {
  const flow = finishedFlow([{ from: 'orig', bytes: Uint8Array.of(1) }], { respPort: 99 });
  const inner = innerFlow(flow, [Uint8Array.of(1, 2), Uint8Array.of(3)], [Uint8Array.of(4)]);
  expect([[...inner.orig.prefix], [...inner.resp.prefix]]).toEqual([[1, 2, 3], [4]]);
  expect([...inner.messages.prefixOffset]).toEqual([0, 2, 0]);
  expect([...inner.messages.bytes]).toEqual([2, 1, 1]);
  expect([...inner.messages.fromOriginator]).toEqual([1, 1, 0]);
  expect([inner.messages.total, inner.respPort, inner.origTlsRecords.count]).toEqual([3, 99, 0]);
  expect([...flow.orig.prefix]).toEqual([1]);
});
