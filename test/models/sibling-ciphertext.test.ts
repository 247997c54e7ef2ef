import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import { judgePooledMessages } from '../../src/models/sibling-ciphertext.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(61);
const sampled = (bytes: Uint8Array, fromOriginator: 0 | 1 = 1): SampledMessage => ({
  fromOriginator,
  wireBytes: bytes.length,
  bytes,
});
const header = (i: number) => Uint8Array.of(2, 3, 0, i, 0x12, 0x34, 0x56, 0x78);
const messages = (count: number, body: (i: number) => Uint8Array) =>
  Array.from({ length: count }, (_, i) => sampled(Buffer.concat([header(i), body(i)])));

test('short messages with a clear header are ciphertext together', () => {
  const judged = judgePooledMessages(messages(8, () => randomBytes(30, random)));
  expect(judged?.confidence).toBeGreaterThan(0.6);
  expect(judged?.confidence).toBeLessThanOrEqual(0.75);
  expect(judged?.reasons[0]).toMatch(/[1-8] skipped in each message/);
});

test('three messages, or bodies as short as an id, say nothing', () => {
  expect(judgePooledMessages(messages(3, () => randomBytes(80, random)))).toBeUndefined();
  expect(judgePooledMessages(messages(20, () => randomBytes(10, random)))).toBeUndefined();
});

test('a message that is sent again counts once', () => {
  const [one] = messages(1, () => randomBytes(60, random)) as [SampledMessage];
  expect(judgePooledMessages(Array.from({ length: 9 }, () => one))).toBeUndefined();
});

test('readings, and what a format explains, are none', () => {
  const readings = (i: number) =>
    Buffer.concat(
      Array.from({ length: 8 }, (_, tag) => Buffer.concat([Uint8Array.of(tag, 4, 0, i), randomBytes(2, random)])),
    );
  expect(judgePooledMessages(messages(10, readings))).toBeUndefined();
  const packed = (i: number) => gzipSync(Buffer.from(`{"reading":${i},"of":${Math.floor(random() * 1e9)}}`));
  expect(judgePooledMessages(messages(10, packed))).toBeUndefined();
});

test('an answer in the clear, as long as it may be, speaks against ciphertext', () => {
  const asked = messages(8, () => randomBytes(30, random));
  const answers = Array.from({ length: 8 }, (_, i) => sampled(Buffer.from(`status of request ${i}: accepted`), 0));
  expect(judgePooledMessages([...asked, ...answers])).toBeUndefined();
});
