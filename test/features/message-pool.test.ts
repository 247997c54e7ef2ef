import { expect, test } from 'vitest';
import { holdIds, measurePool } from '../../src/features/message-pool.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(9);
const header = (i: number) => Uint8Array.of(0xa5, 1, 0, 0, i >> 8, i & 255);
const several = (count: number, body: (i: number) => Uint8Array) =>
  Array.from({ length: count }, (_, i) => new Uint8Array(Buffer.concat([header(i), body(i)])));

test('header and trailer are learned over the messages, and what lies between is tested', () => {
  const found = measurePool(several(29, (i) => Buffer.concat([randomBytes(30 + (i % 5), random), Uint8Array.of(3)])));
  expect(found).toMatchObject({ verdict: 'uniform', messages: 29, trailer: 1 });
  expect(found.skipped).toBeGreaterThanOrEqual(5);
  expect(found.skipped).toBeLessThanOrEqual(6);
  expect(found.bytes).toBeGreaterThan(29 * 28);
});

test('a trailer of messages of one size is none of their header', () => {
  expect(measurePool(several(29, () => Buffer.concat([randomBytes(30, random), Uint8Array.of(3)])))).toMatchObject({
    verdict: 'uniform',
    trailer: 1,
  });
});

test('of many messages four batches are tested, and all must pass', () => {
  const sealed = several(200, () => randomBytes(40, random));
  expect(measurePool(sealed)).toMatchObject({ verdict: 'uniform', messages: 160 });
  // The first batch has the messages of even places only, and the others tell.
  const half = sealed.map((message, i) => (i % 2 === 0 ? message : Buffer.concat([header(i), Buffer.alloc(40, i)])));
  expect(measurePool(half).verdict).not.toBe('uniform');
});

test('uniform bodies fail in at most three of a hundred pools', () => {
  let failed = 0;
  for (let i = 0; i < 200; i++) {
    const size = 16 + (i % 60);
    if (measurePool(several(12 + (i % 70), () => randomBytes(size, random))).verdict !== 'uniform') failed++;
  }
  expect(failed).toBeLessThanOrEqual(6);
});

test('a body that is sent again behind another header counts once', () => {
  const body = randomBytes(60, random);
  expect(measurePool(several(12, () => body)).verdict).not.toBe('uniform');
});

test('bodies that are sent again are left out of what is counted', () => {
  const bodies = Array.from({ length: 12 }, () => randomBytes(40, random));
  const found = measurePool(several(24, (i) => bodies[i % 12] as Uint8Array));
  expect(found).toMatchObject({ verdict: 'uniform', messages: 12 });
});

test('bodies of a few bytes each say too little, however many there are', () => {
  expect(measurePool(several(30, () => randomBytes(12, random))).verdict).toBe('too_few');
});

test('fields from end to end are told from too few bytes', () => {
  expect(measurePool(several(12, (i) => Uint8Array.of(7, 7, 7, 7, i, 0, 0, 9)))).toMatchObject({
    verdict: 'fields',
    bytes: 12 * 14,
  });
  expect(measurePool([]).verdict).toBe('too_few');
  expect(measurePool(several(3, () => randomBytes(90, random))).verdict).toBe('too_few');
});

test('ids that come again in messages of no whole blocks are no ciphertext', () => {
  const ids = Array.from({ length: 20 }, () => randomBytes(20, random));
  const one = () => ids[Math.floor(random() * ids.length)] as Uint8Array;
  const listed = several(24, (i) =>
    Buffer.concat([randomBytes(12, random), ...Array.from({ length: 1 + (i % 3) }, one)]),
  );
  expect(measurePool(listed).verdict).not.toBe('uniform');
});

test('hashes that come again at other places of the messages are ids, blocks of a cipher are none', () => {
  const chain = (bytes: number) => {
    let before = randomBytes(bytes, random);
    return several(6, () => {
      const own = randomBytes(bytes, random);
      const block = Buffer.concat([own, before]);
      before = own;
      return block;
    });
  };
  expect(holdIds(chain(32))).toBe(true);
  expect(holdIds(chain(16))).toBe(false);
  expect(holdIds(several(6, () => randomBytes(64, random)))).toBe(false);
});

test('blocks that come again say nothing against ciphertext in messages that were cut', () => {
  const block = randomBytes(16, random);
  const cut = Array.from({ length: 12 }, (_, i) => {
    const body = Buffer.from(randomBytes(96 + (i % 2), random));
    if (i < 2) body.set(block, 16 + 16 * i);
    return body;
  });
  expect(measurePool(cut, 96).verdict).toBe('uniform');
  expect(measurePool(cut).verdict).toBe('repeating');
});
