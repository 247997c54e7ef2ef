import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import { judgePooledMessages } from '../../src/models/sibling-ciphertext.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { report } from '../support/short-sealed-flows.ts';

const random = randomNumbers(61);
const sampled = (bytes: Uint8Array, fromOriginator: 0 | 1 = 1): SampledMessage => ({
  fromOriginator,
  wireBytes: bytes.length,
  bytes,
});
const header = (i: number) => Uint8Array.of(2, 3, 0, i, 0x12, 0x34, 0x56, 0x78);
const messages = (count: number, body: (i: number) => Uint8Array) =>
  Array.from({ length: count }, (_, i) => sampled(Buffer.concat([header(i), body(i)])));
const judge = (all: readonly SampledMessage[]) => judgePooledMessages(all.map((message) => [message]));

test('short messages with a clear header are ciphertext together', () => {
  const judged = judge(messages(8, () => randomBytes(30, random)));
  expect(judged.verdict).toBe('ciphertext');
  expect(judged.confidence).toBeGreaterThan(0.6);
  expect(judged.confidence).toBeLessThanOrEqual(0.75);
  expect(judged.reasons[0]).toMatch(
    /^originators: \d+ bytes of 8 different messages \([1-8] skipped in each message\)/,
  );
});

test('a flow carries some of it behind the header of the others, and not without one, as text, or with a header alone', () => {
  const judged = judge(messages(20, (i) => Buffer.concat([randomBytes(30 + i, random), Uint8Array.of(3)])));
  expect(judged.reasons[0]).toContain('1 left out at its end');
  const carries = (bytes: Uint8Array) => judged.carries([sampled(bytes)]);
  expect(carries(Buffer.concat([header(99), randomBytes(40, random)]))).toBe(true);
  expect(carries(Buffer.concat([Uint8Array.of(7, 7, 7, 7, 7, 7, 7, 7), randomBytes(40, random)]))).toBe(false);
  expect(carries(Buffer.concat([header(99), Buffer.from('the state of this device is idle, and so on')]))).toBe(false);
  expect(carries(header(99))).toBeUndefined();
});

test('three messages, or bodies as short as an id, say nothing', () => {
  expect(judge(messages(3, () => randomBytes(80, random))).verdict).toBe('unclear');
  expect(judge(messages(20, () => randomBytes(10, random))).verdict).not.toBe('ciphertext');
});

test('bodies of one size that hashes have may be hashes, of several sizes they are none', () => {
  const judged = judge(messages(40, () => randomBytes(32, random)));
  expect(judged).toMatchObject({ verdict: 'unclear', isLikeIds: true });
  expect(judged.reasons[0]).toContain('all are of one size, as ids and hashes are');
  expect(judge(messages(40, (i) => randomBytes(32 + 8 * (i % 2), random))).verdict).toBe('ciphertext');
});

test('a side whose messages a field counts the records of is named', () => {
  const list = (hashes: number) => Buffer.concat([Uint8Array.of(hashes), randomBytes(32 * hashes, random)]);
  expect(judge(messages(20, (i) => list(1 + (i % 4))))).toMatchObject({ verdict: 'open', listing: [1] });
  expect(judge(messages(20, (i) => randomBytes(33 + 32 * (i % 4), random))).listing).toEqual([]);
});

test('both sides list, where they name the same ids', () => {
  const ids = Array.from({ length: 6 }, () => randomBytes(32, random));
  const said = (id: (i: number) => Uint8Array) =>
    Array.from({ length: 10 }, (_, i) => [
      sampled(Buffer.concat([header(i), id(i), id(i + 2)]), 1),
      sampled(Buffer.concat([header(i), randomBytes(30, random), id(i + 2), randomBytes(20, random), id(i)]), 0),
    ]).flat();
  const judged = judge(said((i) => ids[i % 6] as Uint8Array));
  expect(judged).toMatchObject({ verdict: 'open', listing: [0, 1] });
  expect(judged.reasons.at(-1)).toMatch(/^ids come again at other places of their messages/);
  expect(judge(said(() => randomBytes(32, random)))).toMatchObject({ verdict: 'ciphertext', listing: [] });
});

test('a message that is sent again counts once', () => {
  const [one] = messages(1, () => randomBytes(60, random)) as [SampledMessage];
  expect(judge(Array.from({ length: 9 }, () => one)).verdict).toBe('unclear');
});

test('readings, and what a format explains, are none', () => {
  const readings = (i: number) =>
    Buffer.concat(
      Array.from({ length: 8 }, (_, tag) => Buffer.concat([Uint8Array.of(tag, 4, 0, i), randomBytes(2, random)])),
    );
  expect(judge(messages(10, readings)).verdict).toBe('open');
  const packed = (i: number) => gzipSync(Buffer.from(`{"reading":${i},"of":${Math.floor(random() * 1e9)}}`));
  expect(judge(messages(10, packed)).verdict).not.toBe('ciphertext');
  expect(judge(messages(30, () => deflateRawSync(report(random, 90)))).verdict).not.toBe('ciphertext');
});

test('an answer in the clear, as long as it may be, speaks against ciphertext; one of a header alone does not', () => {
  const asked = messages(8, () => randomBytes(30, random));
  const answers = Array.from({ length: 8 }, (_, i) => sampled(Buffer.from(`status of request ${i}: accepted`), 0));
  expect(judge([...asked, ...answers]).verdict).toBe('open');
  const receipts = Array.from({ length: 60 }, (_, i) => sampled(Uint8Array.of(...header(i), 0, 1), 0));
  expect(judge([...asked, ...receipts]).verdict).toBe('ciphertext');
});
