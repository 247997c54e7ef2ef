import { expect, test } from 'vitest';
import type { EncryptionRecord } from '../../src/flows/flow-record.ts';
import {
  createSiblingSamples,
  isSampled,
  keepSiblingSample,
  SiblingBudget,
  sampledMessages,
} from '../../src/flows/sibling-samples.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';

const message = (from: 'orig' | 'resp', length: number, value = 1): SentMessage => ({
  from,
  bytes: new Uint8Array(length).fill(value),
});
const SHARD = {};

test('the first three messages of each direction are kept, each cut, with its length', () => {
  const samples = createSiblingSamples(4);
  const messages = [1, 2, 3, 4].flatMap((i) => [message('orig', 10 * i, i), message('resp', 300 * i, 10 + i)]);
  keepSiblingSample(samples, 2, finishedFlow(messages, { protocol: 17 }), undefined, new SiblingBudget(), SHARD);
  const kept = sampledMessages(samples, 2);
  expect(
    kept.map(({ fromOriginator, wireBytes, bytes }) => [fromOriginator, wireBytes, bytes.length, bytes[0]]),
  ).toEqual([
    [1, 10, 10, 1],
    [0, 300, 192, 11],
    [1, 20, 20, 2],
    [0, 600, 192, 12],
    [1, 30, 30, 3],
    [0, 900, 192, 13],
  ]);
  expect(sampledMessages(samples, 1)).toEqual([]);
});

test('of MQTT what it publishes is kept', () => {
  const connect = Buffer.from('100c00044d5154540402003c0000', 'hex');
  const publish = Buffer.concat([Buffer.from([0x30, 3 + 5]), Buffer.from('0001', 'hex'), Buffer.from('tabcde')]);
  const samples = createSiblingSamples(1);
  const facts = { service: 'mqtt', kind: 'cleartext', reason: '' } as const;
  const flow = finishedFlow([{ from: 'orig', bytes: Buffer.concat([connect, publish]) }]);
  keepSiblingSample(samples, 0, flow, facts, new SiblingBudget(), SHARD);
  expect(sampledMessages(samples, 0).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['abcde']);
});

test('what the cap of a shard leaves out is counted, and other shards have their own', () => {
  const budget = new SiblingBudget();
  let taken = 0;
  while (budget.take(SHARD)) taken++;
  expect(taken).toBeGreaterThan(1000);
  expect(budget.refused).toBe(1);
  expect(budget.take({})).toBe(true);
});

test('flows that are ciphertext by themselves are kept while they are short', () => {
  const flow = (bytes: number) => finishedFlow([message('orig', bytes)], { protocol: 17 });
  const custom: EncryptionRecord = { class: 'custom', confidence: 0.8, reasons: [] };
  expect(isSampled(flow(2048), custom, false)).toBe(true);
  expect(isSampled(flow(2049), custom, false)).toBe(false);
  expect(isSampled(flow(2049), custom, true)).toBe(true);
  expect(isSampled(flow(2049), { ...custom, class: 'unknown' }, false)).toBe(true);
  expect(isSampled(flow(80), { ...custom, class: 'compressed' }, false)).toBe(false);
});
