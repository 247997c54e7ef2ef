import { expect, test } from 'vitest';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { hasLooseRepeat, hasRepeatedRun, repeatsIds } from '../../src/features/repeated-run.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(41);

function repeats(messages: readonly Uint8Array[], skip = 0): boolean {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  return hasRepeatedRun(pool, Buffer.concat(messages), skip);
}

test('random bytes never repeat eight of them', () => {
  for (let i = 0; i < 200; i++) expect(repeats([randomBytes(1024, random), randomBytes(1024, random)])).toBe(false);
});

test('an id that comes twice is found wherever it stands', () => {
  const id = randomBytes(20, random);
  for (const before of [3, 5, 21, 50]) {
    const messages = [Buffer.concat([randomBytes(12, random), id]), Buffer.concat([randomBytes(before, random), id])];
    expect(repeats(messages), `${before}`).toBe(true);
  }
  expect(repeats([Buffer.concat([randomBytes(9, random), id.subarray(0, 7)]), id.subarray(0, 7)])).toBe(false);
});

test('blocks of a cipher may repeat where a block cipher has them, and headers are not looked at', () => {
  const block = randomBytes(16, random);
  const messages = [Buffer.concat([randomBytes(32, random), block]), Buffer.concat([block, randomBytes(16, random)])];
  expect(repeats(messages)).toBe(false);
  expect(
    repeats(
      messages.map((message) => Buffer.concat([Uint8Array.of(1, 2, 3), message])),
      3,
    ),
  ).toBe(false);
  expect(repeats([Buffer.concat([Uint8Array.of(9), messages[0] as Uint8Array]), messages[1] as Uint8Array])).toBe(true);
});

test('different strings of one length, longer than a block, are ids wherever they come again', () => {
  const ids = (messages: readonly Uint8Array[]) => {
    const pool = createPayloadPool();
    let end = 0;
    poolStretches(
      pool,
      messages.map(({ length }) => (end += length)),
    );
    return repeatsIds(pool, Buffer.concat(messages), 0);
  };
  const hashes = (bytes: number) => Array.from({ length: 7 }, () => randomBytes(bytes, random));
  const chain = (bytes: number) => {
    const all = hashes(bytes);
    return [1, 2, 3, 4, 5, 6].map((i) =>
      Buffer.concat([Buffer.from('head'), all[i] as Uint8Array, all[i - 1] as Uint8Array]),
    );
  };
  expect(ids(chain(32))).toBe(true);
  expect(repeats(chain(32))).toBe(true);
  expect(ids(chain(20))).toBe(true);
  // A block of a cipher, and strings at one place of every message: a header.
  expect(ids(chain(16))).toBe(false);
  const headed = hashes(32).map((hash) => Buffer.concat([Buffer.alloc(40, 'a name of the device'), hash]));
  expect(ids(headed)).toBe(false);
});

test('blocks that come again at another place are those of a cipher where all messages are whole blocks and a trailer', () => {
  const loose = (messages: readonly Uint8Array[], cutBytes = 1000) => {
    const pool = createPayloadPool();
    let end = 0;
    poolStretches(
      pool,
      messages.map(({ length }) => (end += length)),
    );
    return hasLooseRepeat(pool, Buffer.concat(messages), 0, cutBytes);
  };
  const block = randomBytes(8, random);
  const message = (before: number, more: number) =>
    Buffer.concat([randomBytes(before, random), block, randomBytes(more, random)]);
  expect(loose([message(8, 8), message(16, 16)])).toBe(false);
  expect(loose([message(8, 9), message(16, 17)])).toBe(false);
  expect(loose([message(8, 8), message(16, 13)])).toBe(true);
  expect(loose([randomBytes(24, random), randomBytes(29, random)])).toBe(false);
  // At one place of all messages it is a header, and where a message was cut nobody knows what it ended with.
  expect(loose([message(8, 8), message(8, 13)])).toBe(false);
  expect(loose([message(8, 8), message(16, 13)], 37)).toBe(false);
});
